/** From the text of a `go` command that failed to failures. Only for what `go` itself decides. */
import type { Failure, FailureClass } from '../failure.ts';
import { createRedactor } from '../redact.ts';
import { type GoTask, nearestFailure } from './nearest.ts';
import {
  hiddenOutagePattern,
  rulesAfterStatus,
  rulesBeforeStatus,
  statusPattern,
} from './patterns.ts';
import {
  detailOf,
  headOf,
  lineAround,
  mismatch,
  moduleOf,
  obstacleIn,
  storageFacts,
  syntaxProblem,
  versionControlWords,
} from './text-facts.ts';
import type { TextRule } from './text-rule.ts';
import { isTraceLine } from './trace.ts';

/** One error of a `go` command; `module` where the JSON stream named one, `path@version` or the path alone. */
export interface GoError {
  readonly module?: string;
  readonly text: string;
}

export interface GoOutput {
  readonly task: GoTask;
  readonly stderr: string;
  /** The `Error` strings of `go mod download -json`. */
  readonly jsonErrors: readonly GoError[];
  /** `null` where a signal ended the process. */
  readonly exitCode: number | null;
  readonly signalName?: NodeJS.Signals | null;
  /** Strings that must not appear in the failure (the relay's path token). */
  readonly secrets?: readonly string[];
}

/** What a failed command said. */
export interface GoVerdict {
  /** Failures whose words are known, each with its module, the gravest first. */
  readonly known: readonly Failure[];
  /** Of errors with other words: the class that is nearest to what the command was doing. */
  readonly guessed: readonly Failure[];
}

/** The gravest failure behind the output of one `go` command, `undefined` where it succeeded. */
export function classifyGoOutput(output: GoOutput): Failure | undefined {
  const { known, guessed } = readGoErrors(output);
  return known[0] ?? guessed[0];
}

/**
 * Every failure in the output of one `go` command; none where it succeeded (exit 0; what it printed is then no failure).
 * A signal is `cancelled`: the text does not tell who sent it, and whoever stopped the command knows better. No text is
 * `internal`: what `go` says is no bug of ours, known or not.
 *
 * Facts come from the text: `module`, `position` (as `go` writes it: with -modfile the copy's name), `status`,
 * `expected` and `actual` hash, `because`. Credentials of URLs and `secrets` never get into it.
 */
export function readGoErrors(output: GoOutput): GoVerdict {
  const { task, exitCode, signalName, jsonErrors, secrets = [] } = output;
  if (exitCode === null) {
    const detail = `go was ended by ${signalName ?? 'a signal'} before it was done`;
    // The system, too, ends what takes too much memory so.
    const isStarved = signalName === 'SIGKILL';
    return {
      known: [{ class: 'cancelled', ...(isStarved && { isStarved }), detail }],
      guessed: [],
    };
  }
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  const redacted = (error: GoError) => ({ ...error, text: redactor.redact(error.text) });
  const errors = jsonErrors.map(redacted);
  // `go list -e` ends well whatever it could not load, and its stderr is then no failure.
  const stderr = exitCode === 0 ? [] : [redacted({ text: withoutTrace(output.stderr) })];

  const matches = [...stderr, ...errors].flatMap((error) => match(error) ?? []);
  const unknown = errors.filter((error) => match(error) === undefined);
  // Beside another error the lines of stderr are what `go` says on its way.
  const isStderrAll = matches.length === 0 && unknown.length === 0;
  const guessed = [...unknown, ...(isStderrAll ? stderr : [])].map(
    ({ module, text }: GoError): Failure => ({
      ...nearestFailure(text, task, exitCode),
      ...(module !== undefined && { module }),
    }),
  );
  const known = matches.toSorted((a, b) => a.rank - b.rank).map(({ failure }) => failure);
  return { known: distinct(known), guessed: distinct(guessed) };
}

/** The failure in one error whose words are known; `undefined` for any other. */
export function matchGoError(error: GoError): Failure | undefined {
  return match({ ...error, text: createRedactor().redact(error.text) })?.failure;
}

interface Match {
  /** Place of the rule that matched: the lower, the graver. */
  readonly rank: number;
  readonly failure: Failure;
}

function match({ module, text }: GoError): Match | undefined {
  // A mirror writes these lines. Left in, its "permission denied" would pass for our own disk's.
  const judged = withoutServerResponses(text);
  const byRules = (rules: readonly TextRule[], firstRank: number): Match | undefined => {
    for (const [index, rule] of rules.entries()) {
      const found = rule.pattern.exec(judged);
      if (found !== null) {
        return {
          rank: firstRank + index,
          failure: toFailure(rule, found, { module, text, judged }),
        };
      }
    }
    return undefined;
  };
  const before = byRules(rulesBeforeStatus, 0);
  if (before !== undefined) return before;
  const status = statusPattern.exec(text);
  if (status !== null) {
    return { rank: rulesBeforeStatus.length, failure: statusFailure(status, text, module) };
  }
  return byRules(rulesAfterStatus, rulesBeforeStatus.length + 1);
}

interface Source {
  readonly module: string | undefined;
  readonly text: string;
  readonly judged: string;
}

function toFailure(rule: TextRule, found: RegExpExecArray, source: Source): Failure {
  const line = lineAround(source.judged, found.index);
  const { module: named } = moduleOf(line, undefined);
  const module = named ?? moduleOf(headOf(source.judged, found.index), source.module).module;
  const common = { detail: detailOf(line), ...(module !== undefined && { module }) };
  switch (rule.class) {
    case 'module-file':
      // A dependency's go.mod has lines, too, and nobody here can correct them.
      return {
        class: 'module-file',
        ...common,
        ...(module === undefined && syntaxProblem(source.judged)),
      };
    case 'disk-full':
      return { ...common, ...storageFacts(common.detail), class: 'disk-full' };
    case 'permission': {
      const obstacle = obstacleIn(common.detail);
      return {
        ...common,
        ...storageFacts(common.detail),
        class: 'permission',
        ...(obstacle && { obstacle }),
      };
    }
    case 'vcs-auth':
    case 'vcs-not-found':
    case 'vcs-network': {
      const words = versionControlWords(source.judged);
      return { class: rule.class, ...common, ...(words !== undefined && { detail: words }) };
    }
    case 'checksum-mismatch':
    case 'sumdb-mismatch':
      return mismatch(rule.class, source.judged.slice(found.index), common);
    case 'toolchain':
    case 'sumdb-unreachable': {
      const reason = rule.hasReason
        ? match({ text: source.text.slice(found.index + found[0].length) })?.failure
        : undefined;
      return { class: rule.class, ...common, ...(reason && { because: reason }) };
    }
    default:
      // Every class left needs no fact; the union is too wide for the compiler to see it.
      return { class: rule.class, ...common } as Failure;
  }
}

function statusFailure(found: RegExpExecArray, text: string, module?: string): Failure {
  const [, , digits] = found;
  const status = Number(digits);
  const answer = /^\n\tserver response:(?:[^\n]*)(?:\n\t[^\n]*)*/.exec(
    text.slice(found.index + found[0].length),
  )?.[0];
  const line = lineAround(text, found.index);
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

/** `go` repeats an error for each stage that it stopped. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  const seen = new Map(
    failures.map((one) => [JSON.stringify([one.class, one.module, one.detail]), one]),
  );
  return [...seen.values()];
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
