/**
 * What a person can do about a failure. Written for someone who looks at a failed run: which input, which command, which
 * host, whom to ask. No remedy weakens a check: if go.sum, the checksum database or TLS says no, the way out is to mend
 * what they found.
 */

import type { Failure } from '../failure.ts';
import { remedyForAnswer } from './answer.ts';
import { remedyForBetween } from './between.ts';
import { remedyForChecksum } from './checksum.ts';
import { remedyForConnection } from './connection.ts';
import { goAnotherWay, remedyForGo } from './go.ts';
import { onceFilled, remedyForRun } from './run.ts';
import type { Remedy } from './step.ts';
import { remedyForStorage } from './storage.ts';
import { remedyForVersionControl } from './version-control.ts';
import type { Workplace } from './workplace.ts';

/**
 * One to five steps. Holds no secret: it is made of the failure's public facts. What another failure caused is mended like
 * that one.
 */
export function remedyFor(failure: Failure, workplace: Workplace): Remedy {
  switch (failure.class) {
    case 'toolchain': {
      const { because } = failure;
      // That no mirror has it says nothing of mirrors: there may be no such Go.
      if (because === undefined || because.class === 'http-not-found') {
        return remedyForGo(failure, workplace);
      }
      return [...remedyFor(because, workplace), goAnotherWay(workplace)];
    }
    case 'deadline':
      return failure.because
        ? remedyFor(failure.because, workplace)
        : remedyForRun(failure, workplace);
    case 'input':
    case 'go-missing':
    case 'module-file':
    case 'gosum-missing':
    case 'vendor':
      return remedyForGo(failure, workplace);
    case 'dns':
    case 'connect-refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'connection-reset':
    case 'tls-handshake':
    case 'tls-certificate':
      return remedyForConnection(failure, workplace);
    case 'proxy-auth':
    case 'proxy-unreachable':
    case 'captive-portal':
      return remedyForBetween(failure, workplace);
    case 'stall':
    case 'truncated':
    case 'http-auth':
    case 'http-not-found':
    case 'http-throttled':
    case 'http-server':
    case 'http-other':
    case 'bad-content':
      return remedyForAnswer(failure, workplace);
    case 'checksum-mismatch':
    case 'sumdb-mismatch':
    case 'sumdb-unreachable':
      return remedyForChecksum(failure, workplace);
    case 'vcs-auth':
    case 'vcs-missing':
    case 'vcs-not-found':
    case 'vcs-network':
      return remedyForVersionControl(failure, workplace);
    case 'cache-corrupt':
    case 'cache-locked':
    case 'cache-service':
    case 'disk-full':
    case 'permission':
      return remedyForStorage(failure, workplace);
    case 'offline-miss':
      return failure.because
        ? [...remedyFor(failure.because, workplace), onceFilled]
        : remedyForRun(failure, workplace);
    case 'cancelled':
    case 'internal':
      return remedyForRun(failure, workplace);
  }
}
