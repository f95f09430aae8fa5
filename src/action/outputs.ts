/** The outputs of the step, as text. Every one is set in every run, so that a later step can always compare it. */

import { countDownloadedBytes, countVerified, isCacheHit, type RunResult } from './result.ts';

export const outputNames = [
  'cache-hit',
  'cache-key',
  'cache-matched-key',
  'goproxy',
  'go-version',
  'modules',
  'downloaded-bytes',
  'attempts',
  'failure-class',
  'report',
] as const;

export type OutputName = (typeof outputNames)[number];

/** `failure-class` is empty on success, and of a failed run the class of the failure that ended it. */
export function outputsOf(result: RunResult): Readonly<Record<OutputName, string>> {
  return {
    'cache-hit': String(isCacheHit(result.cache)),
    'cache-key': result.cache.key ?? '',
    'cache-matched-key': result.cache.matchedKey ?? '',
    goproxy: result.exported['GOPROXY'] ?? '',
    'go-version': result.goVersion ?? '',
    modules: String(countVerified(result)),
    'downloaded-bytes': String(countDownloadedBytes(result)),
    attempts: String(result.attempts.length),
    'failure-class': result.failure?.class ?? '',
    report: result.reportPath ?? '',
  };
}
