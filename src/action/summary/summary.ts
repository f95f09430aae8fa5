/** The job summary: the verdict first, then what a person would ask next. Pure; made for `document.ts` to render. */

import { type Failure, formatPosition } from '../../failure.ts';
import { layerOf } from '../../layer.ts';
import { formatModule } from '../../module/path.ts';
import { isFault } from '../../upstream/journal.ts';
import { describeDiagnosis } from '../describe-diagnosis.ts';
import type { Block, Document } from '../document.ts';
import { describeGoChoice } from '../go-choice.ts';
import { sectionFor, whatToDo } from '../help.ts';
import { formatBytes } from '../progress.ts';
import { nameRelative } from '../relative-names.ts';
import { countDownloadedBytes, countVerified, isCacheHit, type RunResult } from '../result.ts';
import { countOf, formatElapsed } from '../wording.ts';
import { describeAttempts, describeCosts } from './attempts.ts';
import { describeEvents } from './events.ts';
import { describeFindings } from './findings.ts';
import { describeMirrors } from './mirrors.ts';
import { describeTime } from './time.ts';

const missingNamed = 10;

/**
 * Texts are plain and may be foreign (module paths, answers of servers): rendering escapes them. The files of `workspace`
 * are named relative to it, as in the annotations.
 */
export function summarize(told: RunResult, workspace?: string): Document {
  const result = nameFilesRelative(told, workspace);
  return [
    { kind: 'heading', text: `${result.failure ? '❌' : '✅'} Go modules` },
    { kind: 'paragraph', text: verdictOf(result) },
    ...(result.failure ? describeFailure(result, result.failure) : []),
    ...(result.diagnosis ? describeDiagnosis(result.diagnosis) : []),
    ...describeFindings(result),
    ...describeGo(result),
    ...describeMirrors(result),
    ...describeTime(result),
    ...describeEvents(result),
    ...describeCache(result),
    ...describeCosts(result),
    ...describeAttempts(result),
  ];
}

function nameFilesRelative(result: RunResult, workspace: string | undefined): RunResult {
  const { failure, findings } = result;
  return {
    ...result,
    ...(failure && { failure: nameRelative(failure, workspace) }),
    findings: findings.map((finding) => ({
      ...finding,
      failure: nameRelative(finding.failure, workspace),
    })),
  };
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
  const faults = attempts.filter(({ outcome }) => outcome !== 'ok' && isFault(outcome)).length;
  const origin =
    attempts.length === 0
      ? 'no mirror was asked'
      : `${formatBytes(countDownloadedBytes(result))} fetched in ${countOf(attempts.length, 'request')}${faults === 0 ? '' : `, ${countOf(faults, 'fault')} survived`}`;
  return `${verified > 1 ? 'All ' : ''}${countOf(verified, 'module')} present and verified in ${took}, ${origin}.`;
}

function describeFailure({ modules, help, findings }: RunResult, failure: Failure): Block[] {
  const { mirror, module, position } = failure;
  const facts: [string, string][] = [
    ['What to do', whatToDo(failure, help)],
    ...failure.detail.split('\n').map((line): [string, string] => ['Cause', line]),
    ['Layer', layerOf(failure)],
  ];
  if (mirror !== undefined) facts.push(['Mirror', mirror]);
  if (module !== undefined && failure.class !== 'offline-miss') facts.push(['Module', module]);
  if (position) facts.push(['Place', formatPosition(position)]);
  const missing = modules.filter(({ source }) => source === 'failed');
  // Whoever fills the cache has to know each of them.
  if (missing.length > 0 && failure.class !== 'offline-miss') {
    const names = missing.slice(0, missingNamed).map((failed) => formatModule(failed.module));
    const rest = missing.length - names.length;
    facts.push(['Missing', `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]);
  }
  return [
    { kind: 'facts', facts },
    {
      kind: 'link',
      name: 'More',
      text: `troubleshooting: ${failure.class}`,
      url: sectionFor(help, failure.class),
    },
    ...(failure.class === 'offline-miss' ? listMissing(findings) : []),
  ];
}

function listMissing(findings: RunResult['findings']): Block[] {
  const missing = findings.flatMap(({ failure }) =>
    failure.class === 'offline-miss' && failure.module !== undefined ? [failure.module] : [],
  );
  if (missing.length === 0) return [];
  return [
    { kind: 'heading', text: `Missing: ${countOf(missing.length, 'module')}` },
    { kind: 'table', header: ['Module'], rows: missing.map((name) => [name]) },
  ];
}

function describeGo({ go }: RunResult): Block[] {
  return go === undefined ? [] : [{ kind: 'facts', facts: [['Go', describeGoChoice(go)]] }];
}

function describeCache(result: RunResult): Block[] {
  const { cache } = result;
  if (cache.kind === 'off' || cache.key === undefined) return [];
  const found = isCacheHit(cache) ? 'found' : `not found${describeOther(cache.matchedKey)}`;
  const where = cache.kind === 'github' ? 'cache service' : 'local';
  const text = `${where}, key ${cache.key} ${found}, ${describeSaving(result)}`;
  return [{ kind: 'facts', facts: [['Cache', text]] }];
}

function describeOther(matchedKey: string | undefined): string {
  return matchedKey === undefined ? '' : `, ${matchedKey} used instead`;
}

function describeSaving({ cache, failure, findings }: RunResult): string {
  if (cache.isSaved) return 'saved';
  if (cache.notSavedBecause !== undefined) return `not saved: ${cache.notSavedBecause}`;
  if (failure) return 'not saved because the run failed';
  const isBroken = findings.some((finding) => finding.failure.class === 'cache-service');
  return isBroken ? 'not saved because the cache service failed' : 'nothing to save';
}
