import path from 'node:path';
import type { Environment } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import { findProgram } from '../process/program.ts';
import { runSupervised } from '../process/supervised.ts';
import type { DirectDiagnosis, RepositoryCheck } from './diagnosis.ts';
import { layerLimits, type StepTools, timed } from './step.ts';

export interface GitOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** A module that `direct` has to fetch; undefined where there is none. */
  readonly modulePath: string | undefined;
  /** git prints URLs as its configuration rewrites them, often with a token. */
  readonly redact: (text: string) => string;
}

const killGraceMs = 500;
const versionLimitMs = 5_000;

/** As cmd/go runs git, which asks nobody anything: a prompt would wait for ever. */
const quiet: Environment = {
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_SSH_COMMAND: 'ssh -o ControlMaster=no -o BatchMode=yes',
};

/** Whether git is there, and reaches one repository that the project needs. Never throws. */
export async function diagnoseDirect(
  tools: StepTools,
  { env, platform, modulePath, redact }: GitOptions,
): Promise<DirectDiagnosis> {
  const git = await findProgram('git', env, platform);
  if (git === undefined) {
    const verdict = 'git is not on PATH: `direct` can fetch nothing';
    return { isUsable: false, verdict };
  }
  const run = (args: readonly string[], signal: AbortSignal) =>
    runSupervised({
      command: git,
      args,
      cwd: path.parse(git).root,
      env: {
        ...env,
        ...quiet,
        ...(env['GIT_SSH_COMMAND'] && { GIT_SSH_COMMAND: env['GIT_SSH_COMMAND'] }),
      },
      signal,
      clock: tools.clock,
      killGraceMs,
    });
  const asked = await timed(
    tools,
    versionLimitMs,
    async (signal) => {
      const { stdout } = await run(['--version'], signal);
      signal.throwIfAborted();
      return /\d+(?:\.\d+)+/.exec(stdout.toString())?.[0];
    },
    () => ({ class: 'vcs-missing', detail: 'git does not start' }),
    failureOf,
  );
  const gitVersion = 'value' in asked ? asked.value : undefined;
  if (gitVersion === undefined) {
    return { isUsable: false, verdict: 'git is on PATH and does not start' };
  }
  const url = modulePath === undefined ? undefined : repositoryOf(modulePath);
  if (url === undefined) {
    const why =
      modulePath === undefined
        ? 'no module of the project has to come from version control'
        : 'where the repository lies is not told by the module path';
    return { gitVersion, isUsable: true, verdict: `git ${gitVersion} is there; ${why}` };
  }
  const listed = await timed(
    tools,
    layerLimits.gitMs,
    async (signal) => {
      const ended = await run(['ls-remote', '--quiet', '--', url, 'HEAD'], signal);
      signal.throwIfAborted();
      if (ended.exitCode !== 0) throw new FailureError(gitFailure(redact(ended.stderrTail)));
    },
    (limitMs) => ({
      class: 'vcs-network',
      detail: `git ls-remote gave no answer in ${(limitMs / 1_000).toFixed(1)} s`,
    }),
    failureOf,
  );
  const { durationMs } = listed;
  const fault = 'failure' in listed ? listed.failure : undefined;
  const repository: RepositoryCheck = {
    url,
    durationMs,
    ...(fault && { fault: { class: fault.class, detail: fault.detail } }),
  };
  return {
    gitVersion,
    repository,
    isUsable: fault === undefined,
    verdict: fault
      ? `git ${gitVersion} is there and does not reach ${url}: ${fault.detail}`
      : `git ${gitVersion} reaches ${url}`,
  };
}

/**
 * The repository of a module path, where the path itself tells (cmd/go's static list, and paths that name it with
 * `.git`). All others take a request to the host, which is not made here.
 */
export function repositoryOf(modulePath: string): string | undefined {
  const named = /^(.+?\.git)(?:\/|$)/.exec(modulePath)?.[1];
  if (named !== undefined) return `https://${named}`;
  const known = /^(?:github\.com|bitbucket\.org)\/[^/]+\/[^/]+/.exec(modulePath)?.[0];
  return known === undefined ? undefined : `https://${known}`;
}

function gitFailure(stderr: string): Failure {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => /^(?:fatal|error|ERROR)\b/.test(line)) ?? lines[0] ?? '';
  const detail =
    said === '' ? 'git ls-remote failed and said nothing' : `git said: ${said.slice(0, 300)}`;
  if (/not found|does not (?:exist|appear)/i.test(stderr))
    return { class: 'vcs-not-found', detail };
  if (
    /authentication|permission denied|could not read (?:username|password)|access denied|host key/i.test(
      stderr,
    )
  ) {
    return { class: 'vcs-auth', detail };
  }
  return { class: 'vcs-network', detail };
}
