/** What the inputs give git, laid down where only this user can read it, and gone with the job. */
import type { Environment } from '../effects.ts';
import { FailureError } from '../failure.ts';
import {
  makeAccessDirectory,
  removeAccessDirectory,
  stateName,
  writePrivately,
} from '../git/access-directory.ts';
import { addParameters, type GitSetting, quoteForShell } from '../git/config-parameters.ts';
import { sshCommand, sshSettings } from '../git/ssh-settings.ts';
import { usernameFor } from '../git/token-input.ts';
import { type CredentialFile, credentialText, tokenSettings } from '../git/token-settings.ts';
import type { Settings } from './inputs.ts';
import { type Session, sessionFailure } from './session.ts';
import type { World } from './world.ts';

type GitInputs = Pick<
  Settings,
  'gitTokens' | 'sshKey' | 'sshKnownHosts' | 'privatePatterns' | 'limits'
>;

export interface GitAccess {
  /** For every `go` and git of this run. */
  readonly variables: Readonly<Record<string, string>>;
  /** For later steps; empty where no post step would end it. */
  readonly exported: Readonly<Record<string, string>>;
}

/**
 * Nothing is written to git's own configuration, netrc, ~/.ssh or the project. In a job the files lie below RUNNER_TEMP until
 * the post step, for later steps to use; elsewhere they end with the run.
 * @throws FailureError `disk-full` or `permission`.
 */
export async function openGitAccess(
  settings: GitInputs,
  { effects: { env, log }, reporter }: World,
  session: Pick<Session, 'directory'>,
): Promise<GitAccess> {
  const { gitTokens, sshKey, sshKnownHosts } = settings;
  if (gitTokens.length === 0 && sshKey === undefined && sshKnownHosts === undefined) {
    return { variables: {}, exported: {} };
  }
  const parent = env['RUNNER_TEMP'];
  try {
    const shared = parent ? await makeAccessDirectory(parent) : undefined;
    // Said before anything lies there: a run that is killed leaves nothing to the post step that it does not know of.
    const isShared = shared !== undefined && reporter.saveState(stateName, shared);
    if (shared !== undefined && !isShared) await removeAccessDirectory(shared);
    const directory = isShared ? shared : session.directory;
    const credentials = await writeTokens(settings, env, directory);
    const command = await writeSsh(settings, env, directory);
    if (command !== undefined && ownSshCommand(env) !== undefined) {
      log.info("The job's own GIT_SSH_COMMAND stays: what the SSH inputs ask for is added to it");
    }
    const found: readonly GitSetting[] = [
      ...tokenSettings(credentials),
      ...sshSettings(hostsForKey(settings, credentials), patternsOf(settings, env)),
    ];
    const variables = {
      ...(found.length > 0 && {
        GIT_CONFIG_PARAMETERS: addParameters(env['GIT_CONFIG_PARAMETERS'], found),
      }),
      ...(command !== undefined && { GIT_SSH_COMMAND: command }),
    };
    return { variables, exported: isShared ? variables : {} };
  } catch (error) {
    throw new FailureError(sessionFailure(error, parent ?? session.directory));
  }
}

async function writeTokens(
  { gitTokens }: GitInputs,
  env: Environment,
  directory: string,
): Promise<readonly CredentialFile[]> {
  const files: CredentialFile[] = [];
  for (const { host = serverHost(env), username = usernameFor(host), token } of gitTokens) {
    const text = credentialText(username, token);
    const path = await writePrivately(directory, `credential-${files.length}`, text);
    files.push({ host, path });
  }
  return files;
}

/** @returns GIT_SSH_COMMAND; undefined where no input asks for one. */
async function writeSsh(
  { sshKey, sshKnownHosts, limits: { connectMs, stallMs } }: GitInputs,
  env: Environment,
  directory: string,
): Promise<string | undefined> {
  if (sshKey === undefined && sshKnownHosts === undefined) return undefined;
  const keyFile = sshKey && (await writePrivately(directory, 'ssh-key', sshKey));
  const knownHostsFile =
    sshKnownHosts && (await writePrivately(directory, 'known_hosts', sshKnownHosts.text));
  return sshCommand({ own: ownSshCommand(env), connectMs, stallMs, keyFile, knownHostsFile });
}

/** What runs in the place of ssh in this job, as git decides it; GIT_SSH is a program alone. */
function ownSshCommand(env: Environment): string | undefined {
  if (env['GIT_SSH_COMMAND']) return env['GIT_SSH_COMMAND'];
  return env['GIT_SSH'] ? quoteForShell(env['GIT_SSH']) : undefined;
}

/** A host with a token is read over https. */
function hostsForKey(
  { sshKey, sshKnownHosts }: GitInputs,
  credentials: readonly CredentialFile[],
): readonly string[] {
  if (sshKey === undefined) return [];
  const overHttps = new Set(credentials.map(({ host }) => host.replace(/:.*$/, '')));
  return (sshKnownHosts?.hosts ?? []).filter((host) => !overHttps.has(host.replace(/:.*$/, '')));
}

function patternsOf({ privatePatterns }: GitInputs, env: Environment): readonly string[] {
  return (privatePatterns ?? env['GOPRIVATE'] ?? '').split(',').filter((pattern) => pattern !== '');
}

/** Of the server that the job belongs to, and of GitHub where there is none. */
export function serverHost(env: Environment): string {
  const url = env['GITHUB_SERVER_URL'] ?? '';
  return URL.canParse(url) ? new URL(url).host : 'github.com';
}
