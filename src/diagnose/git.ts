import type { Environment } from '../effects.ts';
import { failureOf } from '../failure.ts';
import { findProgram } from '../process/program.ts';
import type { DirectDiagnosis, RepositoryCheck } from './diagnosis.ts';
import { askRepository, gitRunner, repositoryOf } from './repository.ts';
import { layerLimits, type StepTools, timed } from './step.ts';

export interface GitOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** A module that `direct` has to fetch; undefined where there is none. */
  readonly modulePath: string | undefined;
  /** git prints URLs as its configuration rewrites them, often with a token. */
  readonly redact: (text: string) => string;
}

const versionLimitMs = 5_000;

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
  const run = gitRunner(git, env, tools.clock);
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
  const listed = await askRepository(tools, run, { url, limitMs: layerLimits.gitMs, redact });
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
