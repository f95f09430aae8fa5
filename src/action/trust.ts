/** Makes the input `ca-certificates` hold for everything that this run starts, and for nothing after it. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, Log } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { certificatesIn, loadCertificates } from '../network/certificates.ts';
import { diskFailure } from '../upstream/intake.ts';
import type { Settings } from './inputs.ts';
import type { RunRecord } from './record.ts';
import type { World } from './world.ts';

/**
 * The world in which the authorities of the input are trusted beside those that were before: SSL_CERT_FILE (`go`, and our
 * own loading of roots) and git's variables name bundles of both, because each of them replaces what it stands for.
 * The bundles lie in `directory`, which the caller removes; nothing else is written or changed.
 *
 * @throws FailureError `disk-full` or `permission`.
 */
export async function trusting(
  world: World,
  { caCertificates }: Pick<Settings, 'caCertificates'>,
  directory: string,
): Promise<World> {
  if (caCertificates.length === 0) return world;
  const { effects } = world;
  const { env, log, platform } = effects;
  // What is meant for Node alone is no reason for `go` and git to trust anybody.
  const own = { ...env, NODE_EXTRA_CA_CERTS: undefined };
  const { ca, problems } = await loadCertificates(own, platform);
  for (const problem of problems) log.info(`Certificates: ${problem}`);
  const all = [...new Set([...ca, ...caCertificates])];
  const bundle = await write(join(directory, 'ca-certificates.pem'), all);
  const ofGit = await gitCertificates(env);
  const gitBundle =
    ofGit.length === 0
      ? bundle
      : await write(join(directory, 'git-ca-certificates.pem'), [...new Set([...all, ...ofGit])]);
  log.info(
    `Certificates: ${caCertificates.length} of the input ca-certificates beside ${ca.length} that are trusted here anyway`,
  );
  const variables = {
    SSL_CERT_FILE: bundle,
    GIT_SSL_CAINFO: gitBundle,
    // For a forward proxy that itself speaks TLS.
    GIT_PROXY_SSL_CAINFO: gitBundle,
  };
  return { ...world, effects: { ...effects, env: { ...env, ...variables } } };
}

/** What git alone was told to trust. */
async function gitCertificates(env: Environment): Promise<readonly string[]> {
  const paths = [env['GIT_SSL_CAINFO'], env['GIT_PROXY_SSL_CAINFO']].filter((path) => path);
  const texts = paths.map((path = '') => readFile(path, 'utf8').catch(() => ''));
  return (await Promise.all(texts)).flatMap(certificatesIn);
}

async function write(path: string, certificates: readonly string[]): Promise<string> {
  try {
    await writeFile(path, `${certificates.join('\n')}\n`, { mode: 0o600 });
    return path;
  } catch (error) {
    throw new FailureError(diskFailure(error));
  }
}

/**
 * Warns where `go` asks hosts itself by the system's certificate store, whatever SSL_CERT_FILE says: on macOS and Windows,
 * without the relay. Where only `direct` may come to that, a line of the log has to do.
 */
export function tellUntrustingGo(
  { caCertificates }: Pick<Settings, 'caCertificates'>,
  facts: {
    readonly platform: NodeJS.Platform;
    readonly asksMirrors: boolean;
    readonly asksOrigins: boolean;
  },
  log: Pick<Log, 'info'>,
  record: Pick<RunRecord, 'findings'>,
): void {
  const { platform, asksMirrors, asksOrigins } = facts;
  const system = platform === 'darwin' ? 'macOS' : platform === 'win32' ? 'Windows' : undefined;
  if (system === undefined || caCertificates.length === 0) return;
  const detail = `on ${system} go believes the certificate store of the system and not the input ca-certificates`;
  if (asksMirrors) {
    const failure = { class: 'input', trustsSystemOnly: true } as const;
    record.findings.push({
      level: 'warning',
      failure: {
        ...failure,
        detail: `${detail}, and without the relay it asks the mirrors itself`,
      },
    });
  } else if (asksOrigins) {
    log.info(`Certificates: ${detail}: that counts for what comes direct`);
  }
}
