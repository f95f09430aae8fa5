/** The job summary: the verdict first, then what a person would ask next. Pure; made for `document.ts` to render. */

import { type Failure, type FailureClass, formatPosition } from '../failure.ts';
import { formatModule } from '../module/path.ts';
import { layerOf, remedyFor } from '../remedy.ts';
import { isFault, type MirrorReport } from '../upstream/journal.ts';
import { type Finding, levels } from './annotations.ts';
import type { Block, Document } from './document.ts';
import { formatBytes } from './progress.ts';
import { countDownloadedBytes, countVerified, isCacheHit, type RunResult } from './result.ts';
import { countOf, formatElapsed } from './wording.ts';

/** More rows than these nobody reads; the JSON report has all of them. */
const longestTable = 100;

/** Texts are plain and may be foreign (module paths, answers of servers): rendering escapes them. */
export function summarize(result: RunResult): Document {
  return [
    { kind: 'heading', text: 'Go modules' },
    { kind: 'paragraph', text: verdictOf(result) },
    ...(result.failure ? describeFailure(result.failure) : []),
    ...describeMirrors(result.mirrors),
    ...describeDownloads(result),
    ...describeCache(result),
    ...describeFindings(result),
  ];
}

/** The run in one sentence. */
function verdictOf(result: RunResult): string {
  const { failure, modules, attempts } = result;
  const took = formatElapsed(result.durationMs);
  const verified = countVerified(result);
  if (failure) {
    const part = modules.length > 0 ? `, ${verified} of ${modules.length} modules verified` : '';
    return `Failed after ${took}: ${failure.class}${part}.`;
  }
  if (modules.length === 0) return `Nothing to download (${took}).`;
  const origin =
    attempts.length === 0
      ? 'no mirror was asked'
      : `${formatBytes(countDownloadedBytes(result))} fetched in ${countOf(attempts.length, 'request')}`;
  return `${verified > 1 ? 'All ' : ''}${countOf(verified, 'module')} present and verified in ${took}, ${origin}.`;
}

function describeFailure(failure: Failure): Block[] {
  const { mirror, module, position } = failure;
  const facts: [string, string][] = [
    ['Failure', failure.class],
    ...failure.detail.split('\n').map((line): [string, string] => ['Cause', line]),
    ['Layer', layerOf(failure)],
  ];
  if (mirror !== undefined) facts.push(['Mirror', mirror]);
  if (module !== undefined) facts.push(['Module', module]);
  if (position) facts.push(['Place', formatPosition(position)]);
  facts.push(['What to do', remedyFor(failure)]);
  return [{ kind: 'facts', facts }];
}

function describeMirrors(mirrors: readonly MirrorReport[]): Block[] {
  if (mirrors.every(({ state }) => state === 'not-asked')) return [];
  return [
    { kind: 'heading', text: 'Mirrors' },
    {
      kind: 'table',
      header: ['Mirror', 'State', 'Requests', 'Bytes', 'Median first byte', 'Faults'],
      rows: mirrors
        .slice(0, longestTable)
        .map((mirror) => [
          mirror.name,
          mirror.lostItsPlace ? `${mirror.state}, lost its place` : mirror.state,
          String(mirror.requests),
          formatBytes(mirror.bytes),
          mirror.medianFirstByteMs === undefined ? '–' : formatElapsed(mirror.medianFirstByteMs),
          describeFaults(mirror.failures),
        ]),
    },
  ];
}

function describeFaults(failures: MirrorReport['failures']): string {
  const faults = (Object.entries(failures) as [FailureClass, number][])
    .filter(([failureClass]) => isFault(failureClass))
    .sort(([, a], [, b]) => b - a)
    .map(([failureClass, count]) => `${count} × ${failureClass}`);
  return faults.length === 0 ? 'none' : faults.join(', ');
}

function describeDownloads(result: RunResult): Block[] {
  const { modules, attempts } = result;
  if (modules.length === 0 && attempts.length === 0) return [];
  const failed = modules.filter(({ source }) => source === 'failed');
  const faults = attempts.filter(({ outcome }) => outcome !== 'ok' && isFault(outcome)).length;
  const facts: [string, string][] = [
    ['Modules', `${countVerified(result)} of ${modules.length} verified`],
    [
      'Fetched',
      `${formatBytes(countDownloadedBytes(result))} in ${countOf(attempts.length, 'request')}`,
    ],
    [result.failure ? 'Failed requests' : 'Faults survived', describeSurvival(faults, result)],
    ['Time', formatElapsed(result.durationMs)],
  ];
  if (failed.length > 0) {
    const names = failed.slice(0, 10).map(({ module }) => formatModule(module));
    const rest = failed.length - names.length;
    facts.push(['Missing', `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]);
  }
  return [
    { kind: 'heading', text: 'Downloads' },
    { kind: 'facts', facts },
  ];
}

/** Failed requests, and how often a mirror was left alone for them. */
function describeSurvival(faults: number, { events }: RunResult): string {
  const openings = events.filter(({ kind }) => kind === 'breaker-opened').length;
  return openings === 0 ? String(faults) : `${faults}, circuit breakers opened: ${openings}`;
}

function describeCache(result: RunResult): Block[] {
  const { cache } = result;
  if (cache.kind === 'off' || cache.key === undefined) return [];
  const found = isCacheHit(cache) ? 'this key' : (cache.matchedKey ?? 'nothing');
  const saved = describeSaving(result);
  return [
    { kind: 'heading', text: 'Cache' },
    {
      kind: 'facts',
      facts: [
        ['Key', cache.key],
        ['Found', found],
        ['Saved', saved],
      ],
    },
  ];
}

function describeSaving({ cache, failure, findings }: RunResult): string {
  if (cache.isSaved) return 'yes';
  if (cache.notSavedBecause !== undefined) return `no: ${cache.notSavedBecause}`;
  if (failure) return 'no, the run failed';
  const isBroken = findings.some((finding) => finding.failure.class === 'cache-service');
  return isBroken ? 'no, the cache service failed' : 'no need';
}

/** Annotations are limited in number; here every finding has a row. */
function describeFindings({ findings, failure }: RunResult): Block[] {
  const others = mergeAlike(findings.filter((finding) => !isSaid(finding, failure)));
  if (others.length === 0) return [];
  const rows = others
    .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
    .slice(0, longestTable)
    .map(({ level, failure: { class: failureClass, mirror, detail }, modules }) => [
      level,
      failureClass,
      [...(mirror === undefined ? [] : [mirror]), ...nameModules(modules)].join(', '),
      detail,
    ]);
  const rest = others.length - rows.length;
  return [
    { kind: 'heading', text: 'Findings' },
    { kind: 'table', header: ['Level', 'Class', 'Mirror or module', 'What happened'], rows },
    ...(rest > 0
      ? [{ kind: 'paragraph' as const, text: `${rest} more are in the JSON report.` }]
      : []),
  ];
}

/** The step's own failure has its place above, once for all the modules it met. */
function isSaid({ level, failure }: Finding, said: Failure | undefined): boolean {
  return (
    level === 'error' &&
    said !== undefined &&
    failure.class === said.class &&
    failure.detail === said.detail
  );
}

interface MergedFinding extends Finding {
  readonly modules: readonly string[];
}

/** Findings that differ in nothing but the module are one row. */
function mergeAlike(findings: readonly Finding[]): readonly MergedFinding[] {
  const merged = new Map<string, MergedFinding>();
  for (const finding of findings) {
    const { class: failureClass, mirror, detail, module } = finding.failure;
    const key = JSON.stringify([finding.level, failureClass, mirror, detail]);
    const modules = merged.get(key)?.modules ?? [];
    merged.set(key, { ...finding, modules: module === undefined ? modules : [...modules, module] });
  }
  return [...merged.values()];
}

function nameModules(modules: readonly string[]): readonly string[] {
  return modules.length > 1 ? [countOf(modules.length, 'module')] : modules;
}
