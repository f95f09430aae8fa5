/** Asks a repository with git itself, as `go` would, and hears what git says. */
import path from 'node:path';
import type { Clock, Environment } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { plainLanguage } from '../go/plain-language.ts';
import { runSupervised, type SupervisedResult } from '../process/supervised.ts';
import { type StepTools, type Timed, timed } from './step.ts';

const killGraceMs = 500;

/** As cmd/go runs git, which asks nobody anything: a prompt would wait for ever. */
const quiet: Environment = {
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_SSH_COMMAND: 'ssh -o ControlMaster=no -o BatchMode=yes',
};

export type RunGit = (args: readonly string[], signal: AbortSignal) => Promise<SupervisedResult>;

/** @param git absolute path, see `findProgram`. */
export function gitRunner(git: string, env: Environment, clock: Clock): RunGit {
  return (args, signal) =>
    runSupervised({
      command: git,
      args,
      cwd: path.parse(git).root,
      env: {
        ...env,
        ...plainLanguage,
        ...quiet,
        ...(env['GIT_SSH_COMMAND'] && { GIT_SSH_COMMAND: env['GIT_SSH_COMMAND'] }),
      },
      signal,
      clock,
      killGraceMs,
    });
}

export interface Inquiry {
  readonly url: string;
  readonly limitMs: number;
  /** git prints URLs as its configuration rewrites them, often with a token. */
  readonly redact: (text: string) => string;
}

/** `git ls-remote`, within a limit. Never throws. */
export function askRepository(
  tools: StepTools,
  run: RunGit,
  { url, limitMs, redact }: Inquiry,
): Promise<Timed<void>> {
  return timed(
    tools,
    limitMs,
    async (signal) => {
      const ended = await run(['ls-remote', '--quiet', '--', url, 'HEAD'], signal);
      signal.throwIfAborted();
      if (ended.exitCode !== 0) throw new FailureError(gitFailure(redact(ended.stderrTail)));
    },
    (passedMs) => ({
      class: 'vcs-network',
      detail: `git ls-remote gave no answer in ${(passedMs / 1_000).toFixed(1)} s`,
    }),
    failureOf,
  );
}

/**
 * The repository of a module path as cmd/go asks for it, where the path itself tells (its static list, and paths that name it
 * with `.git`, which is no part of the URL). All others take a request to the host, which is not made here.
 */
export function repositoryOf(modulePath: string): string | undefined {
  const named = /^([^/]+\/.+?)\.git(?:\/|$)/.exec(modulePath)?.[1];
  if (named !== undefined) return `https://${named}`;
  const known = /^(?:github\.com|bitbucket\.org)\/[^/]+\/[^/]+/.exec(modulePath)?.[0];
  return known === undefined ? undefined : `https://${known}`;
}

/** What git said on stderr, as a failure. */
function gitFailure(stderr: string): Failure {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  // Of SSH git itself only says that it could not read.
  const said =
    lines.find((line) =>
      /host key is known for|host key for .* has changed|permission denied \(/i.test(line),
    ) ??
    lines.find((line) => /^(?:fatal|error|ERROR)\b/.test(line)) ??
    lines[0] ??
    '';
  const detail =
    said === '' ? 'git ls-remote failed and said nothing' : `git said: ${said.slice(0, 300)}`;
  if (/not found|does not (?:exist|appear)/i.test(stderr))
    return { class: 'vcs-not-found', detail };
  if (
    /authentication|permission denied|could not read (?:username|password)|access denied|host key|returned error: 40[13]/i.test(
      stderr,
    )
  ) {
    return { class: 'vcs-auth', detail };
  }
  return { class: 'vcs-network', detail };
}
