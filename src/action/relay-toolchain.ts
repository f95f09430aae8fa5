import { failureOf } from '../failure.ts';
import type { ModuleVersion } from '../module/path.ts';
import type { FetchTools } from '../upstream/fetch.ts';
import type { FetchOutcome } from '../upstream/fetch-outcome.ts';
import { fetchProven } from './obtain-toolchain.ts';
import { proofToolsOf } from './prove-toolchain.ts';
import type { UpstreamsOptions } from './upstreams.ts';

/**
 * What the relay gives a `go` that switches to a toolchain which nobody foresaw: the proven one or none. Neither a line of go.sum
 * (CVE-2026-94447) nor the `go` that asks, which a mirror might mislead, has a say in it.
 */
export function relayToolchain(options: UpstreamsOptions) {
  return async (
    tools: FetchTools,
    module: ModuleVersion,
    signal: AbortSignal,
  ): Promise<FetchOutcome> => {
    try {
      const proof = proofToolsOf(options, options.job);
      const { file, mirror } = await fetchProven(proof, tools, module, signal);
      return { kind: 'found', file, mirror };
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = failureOf(thrown);
      // As of any file that no mirror has.
      const kind = failure.class === 'http-not-found' ? 'absent' : 'failed';
      return { kind, failure };
    }
  };
}
