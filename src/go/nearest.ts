/** The class of a failure whose words no rule knows: the nearest honest one, by what the command was doing. */
import type { Failure, FailureClass } from '../failure.ts';
import { detailOf } from './text-facts.ts';

/** What a `go` command was started for. */
export type GoTask = 'settings' | 'download' | 'verification';

const commandOf: Readonly<Record<GoTask, string>> = {
  settings: 'go env',
  download: 'go mod download',
  verification: 'go mod verify',
};

/** A shell adds 128 to the number of the signal that ended its child. */
const firstSignalCode = 129;

/** A command that is not there, or that is no program for this machine, as a shell reports it. */
const shellRefusals: readonly (number | null)[] = [126, 127];

const crashPattern =
  /^(?:panic: |fatal error: |runtime: |SIG[A-Z]+: |unexpected fault address)|\[signal SIG/m;
const lackPattern =
  /out of memory|cannot allocate memory|failed to create new OS thread|resource temporarily unavailable/i;

const shapes: readonly { readonly class: FailureClass; readonly pattern: RegExp }[] = [
  { class: 'module-file', pattern: /\.(?:mod|sum|work):\d+|\bgo\.(?:mod|sum|work)\b/ },
  { class: 'vcs-network', pattern: /\b(?:git|hg|svn|bzr|fossil) [a-z]/ },
  { class: 'toolchain', pattern: /\btoolchain\b/ },
  { class: 'http-other', pattern: /https?:\/\/\S/ },
  // An error of the file system: `open /path: words`, `rename C:\a C:\b: words`.
  {
    class: 'cache-corrupt',
    pattern:
      /\b(?:open|stat|lstat|read|readdir|rename|remove|unlinkat|mkdir|chmod|write|sync|truncate) (?:\/|[A-Za-z]:\\)\S*.*: /,
  },
];

const classOfTask: Readonly<Record<GoTask, FailureClass>> = {
  // Where it starts outside any project, nothing but variables of Go can stand in its way.
  settings: 'input',
  // What the network did has known words: what is left is the module graph that go.mod asks for.
  download: 'module-file',
  verification: 'cache-corrupt',
};

/** `text` is without secrets; `null` for a command whose exit code says nothing. */
export function nearestFailure(text: string, task: GoTask, exitCode: number | null): Failure {
  const command = commandOf[task];
  const line = text.split('\n').find((one) => one.trim() !== '');
  if (lackPattern.test(text) && (crashPattern.test(text) || /fork\/exec|pthread/.test(text))) {
    const detail = `${command} found no memory or no process left on this machine: ${detailOf(line ?? '')}`;
    return { class: 'cancelled', isStarved: true, detail };
  }
  const crash = text.split('\n').find((one) => crashPattern.test(one));
  if (crash !== undefined) {
    return {
      class: 'go-missing',
      isBroken: true,
      detail: `${command} crashed: ${detailOf(crash)}`,
    };
  }
  if (line === undefined) return silence(command, exitCode);
  const said = `${command} failed: ${detailOf(line)}`;
  // A version manager's stand-in for `go` does not begin as `go` does, and has nothing to say about modules.
  const isStandIn = task === 'settings' && !/^(?:go|warning)\b/.test(line);
  if (isStandIn || shellRefusals.includes(exitCode)) {
    return { class: 'go-missing', isBroken: true, detail: said };
  }
  const shape = task === 'settings' ? undefined : shapes.find(({ pattern }) => pattern.test(text));
  // None of these classes needs a fact; the union is too wide for the compiler to see it.
  return { class: shape?.class ?? classOfTask[task], detail: said } as Failure;
}

function silence(command: string, exitCode: number | null): Failure {
  if (exitCode !== null && exitCode >= firstSignalCode && exitCode < 192) {
    const detail = `${command} was ended by signal ${exitCode - 128} before it was done`;
    return { class: 'cancelled', detail };
  }
  const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
  return {
    class: 'go-missing',
    isBroken: true,
    detail: `${command} ended${code} and said nothing`,
  };
}
