/**
 * The lines that `go mod download -x` writes to stderr, as events. The same form from Go 1.21 to 1.26 (measured):
 * `# get URL` when a request starts, `# get URL: 200 OK (0.123s)` when the headers are there (not the body), and
 * `# get URL: words` where there was no answer.
 */
export type TraceEvent =
  | { readonly kind: 'request-start'; readonly url: string }
  | {
      readonly kind: 'headers';
      readonly url: string;
      readonly status: number;
      /** Seconds from the start of the request, as `go` measured them. */
      readonly seconds: number;
    }
  | { readonly kind: 'error'; readonly url: string; readonly text: string }
  | { readonly kind: 'other'; readonly line: string };

const headersPattern = /^# get (\S+): (\d{3}) .*?\((\d+(?:\.\d+)?)s\)$/;
const errorPattern = /^# get (\S+): (.*)$/;
const startPattern = /^# get (\S+)$/;
const traceLinePattern =
  /^(?:# get |# lock |mkdir -p |cd .*; (?:git|hg|svn|bzr|fossil) |\d+\.\d+s # )/;

/** The event of one line of stderr, without its line end. */
export function parseTraceLine(line: string): TraceEvent {
  const headers = headersPattern.exec(line);
  if (headers !== null) {
    const [, url = '', status = '', seconds = ''] = headers;
    return { kind: 'headers', url, status: Number(status), seconds: Number(seconds) };
  }
  const error = errorPattern.exec(line);
  if (error !== null) {
    const [, url = '', text = ''] = error;
    return { kind: 'error', url, text };
  }
  const started = startPattern.exec(line);
  if (started !== null) return { kind: 'request-start', url: started[1] ?? '' };
  return { kind: 'other', line };
}

/** True for what -x alone writes: requests, locks, directories and commands of version control. */
export function isTraceLine(line: string): boolean {
  return traceLinePattern.test(line);
}
