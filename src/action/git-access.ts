/** What the inputs give git, laid down where only this user can read it, and gone with the job. */
import type { Environment } from '../effects.ts';
import { FailureError } from '../failure.ts';
import {
  makeAccessDirectory,
  removeAccessDirectory,
  stateName,
  writePrivately,
} from '../git/access-directory.ts';
import { addParameters, type GitSetting } from '../git/config-parameters.ts';
import { usernameFor } from '../git/token-input.ts';
import { type CredentialFile, credentialText, tokenSettings } from '../git/token-settings.ts';
import type { Settings } from './inputs.ts';
import { type Session, sessionFailure } from './session.ts';
import type { World } from './world.ts';

export interface GitAccess {
  /** For every `go` and git of this run. */
  readonly variables: Readonly<Record<string, string>>;
  /** For later steps; empty where no post step would end it. */
  readonly exported: Readonly<Record<string, string>>;
}

const none: GitAccess = { variables: {}, exported: {} };

/**
 * Nothing is written to git's own configuration, netrc or the project. In a job the files lie below RUNNER_TEMP until the
 * post step, for later steps to use; elsewhere they end with the run.
 * @throws FailureError `disk-full` or `permission`.
 */
export async function openGitAccess(
  settings: Pick<Settings, 'gitTokens'>,
  { effects: { env }, reporter }: World,
  session: Pick<Session, 'directory'>,
): Promise<GitAccess> {
  if (settings.gitTokens.length === 0) return none;
  const parent = env['RUNNER_TEMP'];
  try {
    const shared = parent ? await makeAccessDirectory(parent) : undefined;
    // Said before anything lies there: a run that is killed leaves nothing to the post step that it does not know of.
    const isShared = shared !== undefined && reporter.saveState(stateName, shared);
    if (shared !== undefined && !isShared) await removeAccessDirectory(shared);
    const directory = isShared ? shared : session.directory;
    const found = await layDown(settings, env, directory);
    const variables = {
      GIT_CONFIG_PARAMETERS: addParameters(env['GIT_CONFIG_PARAMETERS'], found),
    };
    return { variables, exported: isShared ? variables : {} };
  } catch (error) {
    throw new FailureError(sessionFailure(error, parent ?? session.directory));
  }
}

async function layDown(
  { gitTokens }: Pick<Settings, 'gitTokens'>,
  env: Environment,
  directory: string,
): Promise<readonly GitSetting[]> {
  const files: CredentialFile[] = [];
  for (const { host = serverHost(env), username = usernameFor(host), token } of gitTokens) {
    const text = credentialText(username, token);
    const path = await writePrivately(directory, `credential-${files.length}`, text);
    files.push({ host, path });
  }
  return tokenSettings(files);
}

/** Of the server that the job belongs to, and of GitHub where there is none. */
export function serverHost(env: Environment): string {
  const url = env['GITHUB_SERVER_URL'] ?? '';
  return URL.canParse(url) ? new URL(url).host : 'github.com';
}
