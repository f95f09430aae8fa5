import { parseEndpoint } from '../../module/endpoint.ts';
import { formatModule } from '../../module/path.ts';
import { type Attempt, isFault } from '../../upstream/journal.ts';
import type { Block } from '../document.ts';
import { formatBytes } from '../progress.ts';
import type { RunResult } from '../result.ts';
import { countOf, formatElapsed } from '../wording.ts';

const slowestShown = 5;
const attemptsShown = 200;

/** `path@version` of the module that a path below a mirror belongs to; undefined for version lists and the database. */
export function moduleOf(endpoint: string): string | undefined {
  const parsed = parseEndpoint(endpoint);
  return parsed !== undefined && 'module' in parsed ? formatModule(parsed.module) : undefined;
}

/** The modules that took the most time, all requests for their files together. */
export function describeCosts({ attempts }: RunResult): Block[] {
  const costs = new Map<string, { ms: number; bytes: number; requests: number; faults: number }>();
  for (const { endpoint, durationMs, bytes, outcome } of attempts) {
    const module = moduleOf(endpoint);
    if (module === undefined) continue;
    const cost = costs.get(module) ?? { ms: 0, bytes: 0, requests: 0, faults: 0 };
    costs.set(module, cost);
    cost.ms += durationMs;
    cost.bytes += bytes;
    cost.requests += 1;
    if (outcome !== 'ok' && isFault(outcome)) cost.faults += 1;
  }
  if (costs.size === 0) return [];
  const slowest = [...costs].sort(([, a], [, b]) => b.ms - a.ms).slice(0, slowestShown);
  const table: Block = {
    kind: 'table',
    header: ['Module', 'Time of its requests', 'Bytes', 'Requests', 'Faults'],
    rows: slowest.map(([module, { ms, bytes, requests, faults }]) => [
      module,
      formatElapsed(ms),
      formatBytes(bytes),
      String(requests),
      String(faults),
    ]),
  };
  return [{ kind: 'details', title: 'Slowest modules', blocks: [table] }];
}

/** Every request, or as many as anyone reads: those that failed, and then the slowest. */
export function describeAttempts({ attempts, startedAtMs, failure }: RunResult): Block[] {
  if (attempts.length === 0) return [];
  const shown = mostTelling(attempts).toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const table: Block = {
    kind: 'table',
    header: ['At', 'Mirror', 'File', 'Outcome', 'First byte', 'Time', 'Bytes'],
    rows: shown.map((attempt) => [
      formatElapsed(attempt.startedAtMs - startedAtMs),
      attempt.mirror,
      attempt.endpoint,
      describeOutcome(attempt),
      attempt.firstByteMs === undefined ? '–' : formatElapsed(attempt.firstByteMs),
      formatElapsed(attempt.durationMs),
      formatBytes(attempt.bytes),
    ]),
  };
  const left = attempts.length - shown.length;
  const note = `${countOf(left, 'request')} of ${attempts.length} ${left === 1 ? 'is' : 'are'} left out, none that failed as long as there is room; the JSON report has all of them.`;
  const failed = attempts.filter(({ outcome }) => outcome !== 'ok' && isFault(outcome)).length;
  const title = `${countOf(attempts.length, 'request')}${failed > 0 ? `, ${failed} failed` : ''}`;
  return [
    {
      kind: 'details',
      title: failure || failed > 0 ? title : `All ${title}`,
      blocks: [...(left > 0 ? [{ kind: 'paragraph' as const, text: note }] : []), table],
    },
  ];
}

function mostTelling(attempts: readonly Attempt[]): readonly Attempt[] {
  if (attempts.length <= attemptsShown) return attempts;
  const isTrouble = ({ outcome }: Attempt) => outcome !== 'ok' && isFault(outcome);
  const troubles = attempts.filter(isTrouble).slice(0, attemptsShown);
  const others = attempts.filter((attempt) => !isTrouble(attempt));
  const slowest = others.sort((a, b) => b.durationMs - a.durationMs);
  return [...troubles, ...slowest.slice(0, attemptsShown - troubles.length)];
}

function describeOutcome({ outcome, status, detail, resumedAtBytes }: Attempt): string {
  const facts = [
    ...(status === undefined ? [] : [String(status)]),
    ...(resumedAtBytes === undefined ? [] : [`from ${formatBytes(resumedAtBytes)} on`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return facts.length === 0 ? outcome : `${outcome} (${facts.join(', ')})`;
}
