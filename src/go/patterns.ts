/**
 * What `go` says, and what it means. Read in the source of cmd/go 1.26 and measured on 1.21 to 1.26; the Windows
 * wordings are those of the system's own messages for the same errors and were not measured.
 *
 * The order decides. Three things explain it: a local cause is often wrapped in words about the mirror (a full disk
 * reads as `read "https://…": write …: no space left on device`); a checksum database failure is wrapped around an
 * ordinary network error; and specific network errors contain the generic ones.
 */
import { checksumRules, contentRules } from './content-patterns.ts';
import { localRules } from './local-patterns.ts';
import { forwardProxyRules, listRules, networkRules } from './network-patterns.ts';
import type { TextRule } from './text-rule.ts';
import { versionControlRules } from './version-control-patterns.ts';

/** Rules before the HTTP status of `reading URL: NNN …` is looked at, and after it. First match wins. */
export const rulesBeforeStatus: readonly TextRule[] = [
  ...localRules,
  ...checksumRules,
  ...contentRules,
  ...versionControlRules,
  ...forwardProxyRules,
];
export const rulesAfterStatus: readonly TextRule[] = [...networkRules, ...listRules];

/** `reading URL: 503 Service Unavailable`, with the text of the server's answer where there was one. */
export const statusPattern = /reading (\S+): (\d{3}) ([^\n]*)/;

/** What a mirror says when its own fetch failed and it tells `go` 404 nevertheless. */
export const hiddenOutagePattern =
  /time(?:d )?out|deadline exceeded|bad gateway|temporarily unavailable/i;
