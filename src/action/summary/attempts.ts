import { type Attempt, isFault } from '../../upstream/journal.ts';
import { moduleOf } from '../attempt-module.ts';
import type { Block } from '../document.ts';
import { formatBytes } from '../progress.ts';
import type { RunResult } from '../result.ts';
import { countOf, formatElapsed } from '../wording.ts';

const slowestShown = 5;
const attemptsShown = 200;

/** The modules that took the most time, all requests for their files together. */
export function describeCosts({ attempts }: RunResult): Block[] {
  const costs = new Map<string, { ms: number; bytes: number; requests: number; faults: number }>();
  for (const attempt of attempts) {
    const { endpoint, durationMs, bytes } = attempt;
    const module = moduleOf(endpoint);
    if (module === undefined) continue;
    const cost = costs.get(module) ?? { ms: 0, bytes: 0, requests: 0, faults: 0 };
    costs.set(module, cost);
    cost.ms += durationMs;
    cost.bytes += bytes;
    cost.requests += 1;
    if (isTrouble(attempt)) cost.faults += 1;
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
  const failed = attempts.filter(isTrouble).length;
  const chosen =
    failed > attemptsShown
      ? `the first ${attemptsShown} of ${failed} that failed`
      : `${failed === 0 ? '' : 'those that failed and '}the slowest`;
  const note = `Left out: ${left} of ${countOf(attempts.length, 'request')}. Here are ${chosen}; the JSON report has all.`;
  const title = `${countOf(attempts.length, 'request')}${failed > 0 ? `, ${failed} failed` : ''}`;
  return [
    {
      kind: 'details',
      title: failure || failed > 0 ? title : `All ${title}`,
      blocks: [...(left > 0 ? [{ kind: 'paragraph' as const, text: note }] : []), table],
    },
  ];
}

function isTrouble({ outcome }: Attempt): boolean {
  return outcome !== 'ok' && isFault(outcome);
}

function mostTelling(attempts: readonly Attempt[]): readonly Attempt[] {
  if (attempts.length <= attemptsShown) return attempts;
  const troubles = attempts.filter(isTrouble).slice(0, attemptsShown);
  const others = attempts.filter((attempt) => !isTrouble(attempt));
  const slowest = others.sort((a, b) => b.durationMs - a.durationMs);
  return [...troubles, ...slowest.slice(0, attemptsShown - troubles.length)];
}

function describeOutcome({ outcome, status, detail, resumedAtBytes }: Attempt): string {
  const facts = [
    // 200 goes without saying, and what failed says its status itself.
    ...(status === undefined || status === 200 || detail !== undefined ? [] : [`status ${status}`]),
    ...(resumedAtBytes === undefined ? [] : [`from ${formatBytes(resumedAtBytes)} on`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return facts.length === 0 ? outcome : `${outcome} (${facts.join(', ')})`;
}
