import type { Failure } from '../failure.ts';
import { createAudience, isDedicated } from '../module/audience.ts';
import { type Endpoint, endpointModule } from '../module/endpoint.ts';
import { type FetchOutcome, withModule } from './fetch-outcome.ts';
import { GroupSearch } from './group-search.ts';
import type { SearchTools } from './search-tools.ts';

export interface FetchTools extends SearchTools {
  /** Module paths that no public mirror may hear of. */
  readonly isPrivate: (modulePath: string) => boolean;
}

/**
 * Fetches one file from whichever mirror delivers it, verified. Groups of mirrors are walked in the user's order, and
 * only "no such file" moves on to the next one. Rejects only with the signal's reason.
 */
export async function fetchModule(
  tools: FetchTools,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const path = endpointModule(endpoint);
  const isHidden = path !== undefined && tools.isPrivate(path);
  let attemptsLeft = 1 + tools.limits.retries;
  const { list } = tools.mirrors;
  const { groups, ending } = list;
  const mayHear = createAudience(list, path, isHidden);
  const isOff = ending === 'off' && groups.flat().length === 0;
  const isLimited = path !== undefined && isDedicated(list, path);
  let absence = withModule(nobodyMayBeAsked({ isOff, isHidden, isLimited }), endpoint);
  for (const group of groups) {
    const members = group.filter(mayHear);
    if (members.length === 0) continue;
    const search = new GroupSearch(tools, endpoint, members, attemptsLeft);
    const outcome = await search.run(signal);
    if (outcome.kind !== 'absent') return outcome;
    absence = outcome.failure;
    // However many attempts one group has cost, the next one is asked at least once.
    attemptsLeft = Math.max(1, search.attemptsLeft);
  }
  return { kind: 'absent', failure: absence };
}

function nobodyMayBeAsked({
  isOff,
  isHidden,
  isLimited,
}: Readonly<Record<'isOff' | 'isHidden' | 'isLimited', boolean>>): Failure {
  if (isOff) {
    return { class: 'offline-miss', detail: 'not there yet, and `off` forbids asking any mirror' };
  }
  const mirrors = isLimited ? 'no mirror that `only=` gives it to' : 'no mirror of the list';
  const detail = isHidden
    ? `a private module, and ${mirrors} may be asked for it`
    : 'no mirror may be asked for it';
  return { class: 'http-not-found', detail };
}
