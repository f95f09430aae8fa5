import type { Failure } from '../failure.ts';

/**
 * What follows a failed attempt for one file (design §7; `reference/resilience.md` §4b is the table behind it):
 * - `same-mirror`: once more at once from the same mirror, for faults of one connection;
 * - `next-mirror`: this mirror again only after all others had their turn;
 * - `leave-mirror`: this mirror will not serve this file, whatever is tried;
 * - `absent`: this mirror says that there is no such file;
 * - `end`: no mirror may or can be asked any more.
 */
export type Decision = 'same-mirror' | 'next-mirror' | 'leave-mirror' | 'absent' | 'end';

export interface DecisionFacts {
  /** On the built-in list of public mirrors: its "no" is not a gatekeeper's. */
  readonly isPublicMirror: boolean;
  /** Attempts made on this mirror in a row, this one included. */
  readonly attemptsInRow: number;
}

export function decide(failure: Failure, facts: DecisionFacts): Decision {
  switch (failure.class) {
    case 'connection-reset':
    case 'truncated':
      // A stale keep-alive connection or a cut body says little of the mirror: one more try before moving on.
      return facts.attemptsInRow < 2 && isFaultOfOneConnection(failure)
        ? 'same-mirror'
        : 'next-mirror';
    case 'dns':
    case 'connect-refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'tls-handshake':
    case 'proxy-unreachable':
    case 'stall':
    case 'http-throttled':
    case 'http-server':
    case 'http-other':
    case 'bad-content':
    case 'sumdb-unreachable':
      return 'next-mirror';
    case 'http-not-found':
      return 'absent';
    case 'http-auth':
      // A gatekeeper's "no" is not walked around (design §7).
      return facts.isPublicMirror ? 'leave-mirror' : 'end';
    case 'tls-certificate':
    case 'proxy-auth':
    case 'captive-portal':
    case 'checksum-mismatch':
    case 'sumdb-mismatch':
      return 'leave-mirror';
    case 'permission':
      return failure.isMirrorFile === true ? 'leave-mirror' : 'end';
    case 'input':
    case 'go-missing':
    case 'toolchain':
    case 'module-file':
    case 'gosum-missing':
    case 'vendor':
    case 'vcs-auth':
    case 'vcs-missing':
    case 'vcs-not-found':
    case 'vcs-network':
    case 'cache-corrupt':
    case 'cache-locked':
    case 'cache-service':
    case 'disk-full':
    case 'offline-miss':
    case 'deadline':
    case 'cancelled':
    case 'internal':
      return 'end';
  }
}

function isFaultOfOneConnection(failure: Failure): boolean {
  if (failure.class === 'truncated') return true;
  if (failure.class !== 'connection-reset') return false;
  return failure.phase === 'body' || failure.reusedConnection === true;
}

/** Whether a failure speaks of the way to a mirror or of its state, so that another time may end otherwise. */
export function isOutage(failure: Failure): boolean {
  switch (failure.class) {
    case 'dns':
    case 'connect-refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'connection-reset':
    case 'tls-handshake':
    case 'proxy-unreachable':
    case 'stall':
    case 'truncated':
    case 'http-throttled':
    case 'http-server':
      return true;
    default:
      return false;
  }
}

/** Whether a request ended because a time limit did: it has held a place on the mirror for all that time. */
export function isTimeout(failure: Failure): boolean {
  switch (failure.class) {
    case 'stall':
    case 'connect-timeout':
      return true;
    case 'tls-handshake':
      return failure.limitMs !== undefined;
    default:
      return false;
  }
}
