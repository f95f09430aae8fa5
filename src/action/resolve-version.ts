import { FailureError } from '../failure.ts';
import { toolchainPath } from '../module/path.ts';
import { chooseVersion } from '../toolchain/choose.ts';
import { type GoPlatform, parseToolchainList } from '../toolchain/platform.ts';
import type { GoRequest } from '../toolchain/version-spec.ts';
import { fetchModule } from '../upstream/fetch.ts';
import { readSpooled } from '../upstream/spooled.ts';
import type { Connection } from './connection.ts';

/**
 * The version of Go that a request means, by what the mirrors list.
 * @throws FailureError `toolchain` where the list cannot be had or has no such version, or the signal's reason.
 */
export async function resolveVersion(
  request: GoRequest,
  platform: GoPlatform,
  upstreams: { open(): Promise<Pick<Connection, 'tools' | 'ready'>> },
  signal: AbortSignal,
): Promise<string> {
  if (request.kind === 'exact') return request.version;
  const { tools, ready } = await upstreams.open();
  await ready;
  const outcome = await fetchModule(tools, { kind: 'list', path: toolchainPath }, signal);
  if (outcome.kind !== 'found') {
    const { failure: because } = outcome;
    const detail = `which versions of Go there are could not be asked: ${because.detail}`;
    throw new FailureError({
      class: 'toolchain',
      detail,
      because,
      ...(because.mirror !== undefined && { mirror: because.mirror }),
    });
  }
  const text = (await readSpooled(outcome.file)).toString('utf8');
  await tools.spool.release(outcome.file);
  const chosen = chooseVersion(request, parseToolchainList(text), platform);
  if ('version' in chosen) return chosen.version;
  throw new FailureError({
    class: 'toolchain',
    lacks: 'version',
    detail: `${chosen.problem} (as ${outcome.mirror} lists them)`,
    mirror: outcome.mirror,
  });
}
