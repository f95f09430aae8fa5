import type { GoEnvironment } from '../go/command.ts';
import { limitingPatterns } from '../module/audience.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';

/** What keeps private modules private, as variables for `go`. */
export interface PrivateVariables {
  /** For a `go` that the relay feeds: the relay itself asks no public mirror for a private module. */
  readonly withRelay: Readonly<Record<string, string>>;
  /** For a `go` that asks the mirrors itself, in this step or in a later one. */
  readonly withoutRelay: Readonly<Record<string, string>>;
  /** What `go` would fetch past every mirror, by GONOPROXY as it is in force; undefined for nothing. */
  readonly noproxy: string | undefined;
}

/**
 * The input `private` in the three variables that `go` reads. GOPRIVATE alone is only a default: a GONOSUMDB or
 * GONOPROXY that is set wins over it, and its value has to grow by the same patterns. One that is not set stays so,
 * because a later step that sets GOPRIVATE must not find it in its way.
 *
 * GONOPROXY stays as it is where no mirror of the list is public: there the job has its private modules come from its
 * own mirror.
 *
 * The patterns that mirrors are limited to (`only=`) keep the checksum database out, too. With the relay all modules come to
 * it (GONOPROXY=none), because Go cannot take some out of GONOPROXY. Without it `go` could only ask the wrong mirrors for
 * them: it is kept from all, and from git.
 *
 * @param patterns the input `private`; without it, and without limited mirrors, nothing is set.
 */
export function privateVariables(
  patterns: string | undefined,
  go: Pick<GoEnvironment, 'goprivate' | 'gonosumdb' | 'gonoproxy' | 'govcs'>,
  mirrors: readonly Pick<MirrorEntry, 'isPublic' | 'only'>[],
): PrivateVariables {
  const isNoproxySet = go.gonoproxy !== go.goprivate;
  const noproxy = isNoproxySet ? joinPatterns(go.gonoproxy) : joinPatterns(patterns, go.goprivate);
  const limited = limitingPatterns(mirrors);
  const withRelay = patterns === undefined ? {} : grown(patterns, go);
  const isToHide = go.gonoproxy !== '' && mirrors.some(({ isPublic }) => isPublic);
  const nothingMore = patterns === undefined || !isToHide;
  if (limited === undefined) {
    return {
      withRelay,
      withoutRelay: {
        ...withRelay,
        ...(!nothingMore && { GONOPROXY: joinPatterns(patterns, go.gonoproxy) ?? '' }),
      },
      noproxy,
    };
  }
  const hidden = joinPatterns(limited, patterns) ?? '';
  return {
    withRelay: {
      ...withRelay,
      GONOSUMDB: joinPatterns(hidden, go.gonosumdb) ?? '',
      GONOPROXY: 'none',
    },
    withoutRelay: {
      ...grown(hidden, go),
      ...(go.gonoproxy !== '' && { GONOPROXY: joinPatterns(hidden, go.gonoproxy) ?? '' }),
      GOVCS: withoutVersionControl(limited, go.govcs),
    },
    noproxy,
  };
}

function grown(
  patterns: string,
  go: Pick<GoEnvironment, 'goprivate' | 'gonosumdb'>,
): Record<string, string> {
  return {
    GOPRIVATE: joinPatterns(patterns, go.goprivate) ?? '',
    ...(go.gonosumdb !== '' && { GONOSUMDB: joinPatterns(patterns, go.gonosumdb) ?? '' }),
  };
}

/** The first rule that matches counts, and Go refuses a list that has two for one pattern. */
function withoutVersionControl(patterns: string, govcs: string): string {
  const named = new Set(patterns.split(','));
  const others = govcs
    .split(',')
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '' && !named.has(rule.split(':', 1)[0] ?? ''));
  return [...[...named].map((pattern) => `${pattern}:off`), ...others].join(',');
}

/** One list of the patterns of all; undefined for none. `none` is how Go writes an empty list that is set. */
export function joinPatterns(...lists: readonly (string | undefined)[]): string | undefined {
  const patterns = lists
    .flatMap((list) => (list ?? '').split(','))
    .filter((pattern) => pattern !== '' && pattern !== 'none');
  return patterns.length === 0 ? undefined : [...new Set(patterns)].join(',');
}
