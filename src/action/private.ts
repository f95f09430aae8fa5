import type { GoEnvironment } from '../go/command.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';

/** What keeps private modules private, as variables for `go`. */
export interface PrivateVariables {
  /** For a `go` that the relay feeds: the relay itself asks no public mirror for a private module. */
  readonly withRelay: Readonly<Record<string, string>>;
  /** For a `go` that asks the mirrors itself, in this step or in a later one. */
  readonly withoutRelay: Readonly<Record<string, string>>;
}

/**
 * The input `private` in the three variables that `go` reads. GOPRIVATE alone is only a default: a GONOSUMDB or
 * GONOPROXY that is set wins over it, and its value has to grow by the same patterns. One that is not set stays so,
 * because a later step that sets GOPRIVATE must not find it in its way.
 *
 * GONOPROXY stays as it is where no mirror of the list is public: there the job has its private modules come from its
 * own mirror.
 * @param patterns the input `private`; without it nothing is set.
 */
export function privateVariables(
  patterns: string | undefined,
  go: Pick<GoEnvironment, 'goprivate' | 'gonosumdb' | 'gonoproxy'>,
  mirrors: readonly Pick<MirrorEntry, 'isPublic'>[],
): PrivateVariables {
  if (patterns === undefined) return { withRelay: {}, withoutRelay: {} };
  const withPatterns = (value: string) => joinPatterns(patterns, value) ?? '';
  const withRelay = {
    GOPRIVATE: withPatterns(go.goprivate),
    ...(go.gonosumdb !== '' && { GONOSUMDB: withPatterns(go.gonosumdb) }),
  };
  const isToHide = go.gonoproxy !== '' && mirrors.some(({ isPublic }) => isPublic);
  return {
    withRelay,
    withoutRelay: {
      ...withRelay,
      ...(isToHide && { GONOPROXY: withPatterns(go.gonoproxy) }),
    },
  };
}

/** One list of the patterns of all; undefined for none. `none` is how Go writes an empty list that is set. */
export function joinPatterns(...lists: readonly (string | undefined)[]): string | undefined {
  const patterns = lists
    .flatMap((list) => (list ?? '').split(','))
    .filter((pattern) => pattern !== '' && pattern !== 'none');
  return patterns.length === 0 ? undefined : [...new Set(patterns)].join(',');
}
