import type { FailureClass } from '../failure.ts';
import type { Layer } from '../layer.ts';
import { type Attempt, isFault } from '../upstream/journal.ts';

/** What a request passes through on its way to a verified file, in this order. */
export const layersPassed = [
  'dns',
  'tcp',
  'forward proxy',
  'tls',
  'http',
  'content',
] as const satisfies readonly Layer[];

export type LayerPassed = (typeof layersPassed)[number];

/** How one mirror's requests fared in one layer. */
export interface LayerReport {
  readonly layer: LayerPassed;
  /** Requests that got through; those on a connection that was there already are not counted below `http`. */
  readonly passed: number;
  /** Requests that failed there. */
  readonly failed: number;
  /** Of those that got through; of `http` from the start of the request to the first byte. None for `content`. */
  readonly medianMs?: number;
  /** The most frequent way to fail there. */
  readonly failure?: FailureClass;
}

/** The layers that these requests came to, in their order. */
export function reportLayers(attempts: readonly Attempt[]): readonly LayerReport[] {
  return layersPassed.flatMap((layer) => {
    const passed = attempts.filter((attempt) => hasPassed(attempt, layer));
    const failures = attempts.flatMap(({ outcome, layer: failedIn }) =>
      outcome !== 'ok' && isFault(outcome) && columnOf(failedIn) === layer ? [outcome] : [],
    );
    if (passed.length === 0 && failures.length === 0) return [];
    const medianMs = median(passed.flatMap((attempt) => timeIn(attempt, layer) ?? []));
    const failure = mostFrequent(failures);
    return [
      {
        layer,
        passed: passed.length,
        failed: failures.length,
        ...(medianMs !== undefined && { medianMs }),
        ...(failure !== undefined && { failure }),
      },
    ];
  });
}

function hasPassed({ outcome, layer: failedIn, ...attempt }: Attempt, layer: LayerPassed): boolean {
  switch (layer) {
    case 'dns':
      return attempt.dnsMs !== undefined;
    case 'tcp':
      return attempt.tcpMs !== undefined;
    case 'forward proxy':
      return attempt.forwardProxyMs !== undefined && failedIn !== 'forward proxy';
    case 'tls':
      return attempt.tlsMs !== undefined;
    case 'http':
      return attempt.status !== undefined && (outcome === 'http-not-found' || failedIn !== 'http');
    case 'content':
      return outcome === 'ok';
  }
}

function timeIn(attempt: Attempt, layer: LayerPassed): number | undefined {
  switch (layer) {
    case 'dns':
      return attempt.dnsMs;
    case 'tcp':
      return attempt.tcpMs;
    case 'forward proxy':
      return attempt.forwardProxyMs;
    case 'tls':
      return attempt.tlsMs;
    case 'http':
      return attempt.firstByteMs;
    case 'content':
      return undefined;
  }
}

/** What is wrong with a file is all one to a table of mirrors, a directory that cannot be read included. */
function columnOf(layer: Layer | undefined): LayerPassed | undefined {
  const found = layersPassed.find((name) => name === layer);
  return layer === undefined ? undefined : (found ?? 'content');
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
