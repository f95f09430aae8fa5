/** What the words of `go` name besides a class: module, file and line, hashes, and one sentence to show. */
import type { Failure, PermissionObstacle, Position } from '../failure.ts';
import { directoryInWords } from '../owned-directory.ts';

export function mismatch(
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

/**
 * `go.mod:6:2: require …: version invalid` under a heading that says nothing itself. The file may have any name that
 * -modfile gives it, and spaces and a drive letter in its path.
 */
export function syntaxProblem(text: string): { detail: string; position: Position } | undefined {
  const match = /^\s*(\S.*?\.(?:mod|work|sum)):(\d+)(?::\d+)?: (.*)$/m.exec(text);
  if (match === null) return undefined;
  const [, said = '', line = '', message = ''] = match;
  const file = said.replace(/^(?:go: )?(?:(?:reading|errors? (?:parsing|loading)) \S+: )?/, '');
  return { detail: detailOf(message), position: { file, line: Number(line) } };
}

export function moduleOf(line: string, known: string | undefined): { readonly module?: string } {
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

export function detailOf(line: string): string {
  return brief(line.replace(/^(?:go: |-> |\S+\.go:\d+:\d+: |\t)+/, ''));
}

/** One line of bounded length without a final stop, for the middle of a sentence. */
export function brief(text: string): string {
  // What is to be typed stands on the next line, and the remedy tells of it: half a sentence helps nobody.
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?:[;.] to [^.;:]*)?[.:]$/i, '');
  return line.length <= 400 ? line : `${line.slice(0, 399)}…`;
}

/** The first line of the error that a line belongs to: what follows it is indented. */
export function headOf(text: string, index: number): string {
  const before = text.slice(0, index).split('\n');
  const at = before.findLastIndex((line) => !/^[\t ]/.test(line));
  return text.split('\n')[Math.max(0, at)] ?? '';
}

/** What the system said, without the words about a mirror that `go` wraps it in; all of it where there are none. */
function systemErrorOf(detail: string): string {
  const wrapped = /^.*?: read "[^"]*": (.+)$/.exec(detail);
  return wrapped?.[1] ?? detail;
}

/** The same, and the directory that it is about. */
export function storageFacts(detail: string): { readonly detail: string; readonly path?: string } {
  const said = systemErrorOf(detail);
  const path = directoryInWords(said);
  return { detail: said, ...(path !== undefined && { path }) };
}

/** What no other owner would mend. */
export function obstacleIn(detail: string): PermissionObstacle | undefined {
  if (/read-only file system|media is write protected/i.test(detail)) return 'read-only';
  if (/too many open files/.test(detail)) return 'too-many-open-files';
  return /dubious ownership/.test(detail) ? 'repository-owner' : undefined;
}

/** What version control said itself, with the lines of the server before it; undefined where `go` kept nothing of it. */
export function versionControlWords(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => /^(?:fatal|remote|ERROR|abort|svn|hg|bzr): ?\S/.test(line));
  return said.length === 0 ? undefined : brief(said.join(' '));
}

export function lineAround(text: string, index: number): string {
  const from = text.lastIndexOf('\n', index - 1) + 1;
  const to = text.indexOf('\n', index);
  return text.slice(from, to === -1 ? undefined : to);
}
