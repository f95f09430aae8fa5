/** From the text of a `go` command that failed to a failure. Only for what `go` itself decides. */
import type { Failure, FailureClass, Position } from '../failure.ts';
import { createRedactor } from '../redact.ts';
import {
  hiddenOutagePattern,
  rulesAfterStatus,
  rulesBeforeStatus,
  statusPattern,
  type TextRule,
} from './patterns.ts';
import { isTraceLine } from './trace.ts';

/** One error of a `go` command; `module` where the JSON stream named one, `path@version` or the path alone. */
export interface GoError {
  readonly module?: string;
  readonly text: string;
}

export interface GoOutput {
  readonly stderr: string;
  /** The `Error` strings of `go mod download -json`. */
  readonly jsonErrors: readonly GoError[];
  /** `null` where a signal ended the process. */
  readonly exitCode: number | null;
  readonly signalName?: NodeJS.Signals | null;
  /** Strings that must not appear in the failure (the relay's path token). */
  readonly secrets?: readonly string[];
}

/**
 * The failure behind the output of one `go` command, `undefined` where it succeeded (exit 0; what it printed is then
 * no failure). A signal is `cancelled`: the text does not tell who sent it, and whoever stopped the command knows
 * better. Text that no rule knows is `internal`, with its first line.
 *
 * Facts come from the text: `module`, `position` (as `go` writes it: with -modfile the copy's name), `status`,
 * `expected` and `actual` hash, `because`. Credentials of URLs and `secrets` never get into it.
 */
export function classifyGoOutput(output: GoOutput): Failure | undefined {
  if (output.exitCode === 0) return undefined;
  if (output.exitCode === null) {
    const signal = output.signalName ?? 'a signal';
    return { class: 'cancelled', detail: `go was ended by ${signal} before it was done` };
  }
  return classifyGoErrors(
    [{ text: withoutTrace(output.stderr) }, ...output.jsonErrors],
    output.secrets,
  );
}

/** Like `classifyGoOutput` for errors already taken apart, so that each module's can be judged by itself. */
export function classifyGoErrors(
  errors: readonly GoError[],
  secrets: readonly string[] = [],
): Failure {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  const shown = errors.map((error) => ({ ...error, text: redactor.redact(error.text) }));
  const failure = firstMatch(shown);
  if (failure !== undefined) return failure;
  const line = shown.flatMap((error) => error.text.split('\n')).find((text) => text.trim() !== '');
  const said =
    line === undefined ? 'and said nothing' : `with words not known here: ${brief(line)}`;
  return { class: 'internal', detail: `go failed ${said}` };
}

function firstMatch(errors: readonly GoError[]): Failure | undefined {
  // A mirror writes these lines. Left in, its "permission denied" would pass for our own disk's.
  const texts = errors.map((error) => ({ ...error, judged: withoutServerResponses(error.text) }));
  const byRules = (rules: readonly TextRule[]): Failure | undefined => {
    for (const rule of rules) {
      for (const { module, text, judged } of texts) {
        const match = rule.pattern.exec(judged);
        if (match !== null) return toFailure(rule, match, { module, text, judged });
      }
    }
    return undefined;
  };
  const byStatus = (): Failure | undefined => {
    for (const { module, text } of texts) {
      const match = statusPattern.exec(text);
      if (match !== null) return statusFailure(match, text, module);
    }
    return undefined;
  };
  return byRules(rulesBeforeStatus) ?? byStatus() ?? byRules(rulesAfterStatus);
}

interface Source {
  readonly module: string | undefined;
  readonly text: string;
  readonly judged: string;
}

function toFailure(rule: TextRule, match: RegExpExecArray, source: Source): Failure {
  const line = lineAround(source.judged, match.index);
  const common = { detail: detailOf(line), ...moduleOf(line, source.module) };
  switch (rule.class) {
    case 'module-file':
      return { class: 'module-file', ...common, ...syntaxProblem(source.judged) };
    case 'checksum-mismatch':
    case 'sumdb-mismatch':
      return mismatch(rule.class, source.judged.slice(match.index), common);
    case 'toolchain':
    case 'sumdb-unreachable': {
      const reason = rule.hasReason
        ? firstMatch([{ text: source.text.slice(match.index + match[0].length) }])
        : undefined;
      return { class: rule.class, ...common, ...(reason && { because: reason }) };
    }
    default:
      // Every class left needs no fact; the union is too wide for the compiler to see it.
      return { class: rule.class, ...common } as Failure;
  }
}

function statusFailure(match: RegExpExecArray, text: string, module?: string): Failure {
  const [, , digits] = match;
  const status = Number(digits);
  const answer = /^\n\tserver response:(?:[^\n]*)(?:\n\t[^\n]*)*/.exec(
    text.slice(match.index + match[0].length),
  )?.[0];
  const line = lineAround(text, match.index);
  const failureClass: FailureClass =
    (status === 404 || status === 410) && answer !== undefined && hiddenOutagePattern.test(answer)
      ? 'http-server'
      : classOfStatus(status);
  const detail = detailOf(answer === undefined ? line : `${line}, ${answer.trim()}`);
  return { class: failureClass, status, detail, ...moduleOf(line, module) } as Failure;
}

function classOfStatus(status: number): FailureClass {
  if (status === 401 || status === 403) return 'http-auth';
  if (status === 404 || status === 410) return 'http-not-found';
  if (status === 407) return 'proxy-auth';
  if (status === 429) return 'http-throttled';
  return status >= 500 ? 'http-server' : 'http-other';
}

function mismatch(
  mismatchClass: 'checksum-mismatch' | 'sumdb-mismatch',
  text: string,
  common: { readonly detail: string; readonly module?: string },
): Failure {
  const hashes = /\n\tdownloaded:\s+(h1:\S+)\n\t(\S+):\s+(h1:\S+)/.exec(text);
  if (hashes === null) return { class: mismatchClass, ...common };
  const [, actual = '', origin = '', expected = ''] = hashes;
  const detail = `${common.detail}: ${origin} has ${expected}, the downloaded file ${actual}`;
  return mismatchClass === 'checksum-mismatch'
    ? { class: mismatchClass, ...common, detail, expected, actual }
    : { class: mismatchClass, ...common, detail };
}

/** `go.mod:6:2: require …: version invalid` under a heading that says nothing itself. */
function syntaxProblem(text: string): { detail: string; position: Position } | undefined {
  const match = /^\s*(\S*go\.(?:mod|work|sum)):(\d+)(?::\d+)?: (.*)$/m.exec(text);
  if (match === null) return undefined;
  const [, file = '', line = '', message = ''] = match;
  return { detail: detailOf(message), position: { file, line: Number(line) } };
}

function moduleOf(line: string, known: string | undefined): { readonly module?: string } {
  // The last one before the verdict: in `a@v1 requires b@v2: reading …` it is b that failed. Not a path of ours, in
  // which the name of the machine stands behind an "@".
  const named =
    /^(?:go: |-> |\S+\.go:\d+:\d+: |\t)*(?:verifying )?(?![./])([^\s:@"]+@v\d[^\s:/"]*)/.exec(
      line,
    )?.[1] ??
    /^(\S+ v\S+): /.exec(line)?.[1]?.replace(' ', '@') ??
    /zip for ([^\s:@"]+@v\d[^\s:/"]*)/.exec(line)?.[1] ??
    /providing package (\S+)/.exec(line)?.[1];
  const module = named ?? known;
  return module === undefined ? {} : { module };
}

function detailOf(line: string): string {
  return brief(line.replace(/^(?:go: |-> |\S+\.go:\d+:\d+: |\t)+/, ''));
}

/** One line of bounded length without a final stop, for the middle of a sentence. */
function brief(text: string): string {
  // What is to be typed stands on the next line, and the remedy tells of it: half a sentence helps nobody.
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?:[;.] to [^.;:]*)?[.:]$/i, '');
  return line.length <= 400 ? line : `${line.slice(0, 399)}…`;
}

function lineAround(text: string, index: number): string {
  const from = text.lastIndexOf('\n', index - 1) + 1;
  const to = text.indexOf('\n', index);
  return text.slice(from, to === -1 ? undefined : to);
}

function withoutTrace(stderr: string): string {
  return stderr
    .split(/\r?\n/)
    .filter((line) => !isTraceLine(line))
    .join('\n');
}

function withoutServerResponses(text: string): string {
  return text.replace(/\n\tserver response:[^\n]*(?:\n\t[^\n]*)*/g, '');
}
