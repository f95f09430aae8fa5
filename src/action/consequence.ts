/** Which failure explains which other one. */

import type { Failure, FailureClass } from '../failure.ts';
import { type Layer, layerOf } from '../layer.ts';
import { isOutage } from '../resilience/decision.ts';

export interface ExplanationFacts {
  /** The first failure is of a graver level than the second. */
  readonly isGraver: boolean;
  /** No name at all is known here, not only that of one mirror. */
  readonly resolverIsDown: boolean;
}

/** What a broken way to a mirror looks like when it is met later in the exchange. */
const brokenOff: readonly FailureClass[] = [
  'connect-timeout',
  'connection-reset',
  'tls-handshake',
  'stall',
  'truncated',
];

/** What fails as well where the way out of this machine does. */
const needsTheNetwork: readonly FailureClass[] = [
  ...brokenOff,
  'connect-refused',
  'unreachable',
  'vcs-network',
  'sumdb-unreachable',
  'cache-service',
  'deadline',
];

/** What fails as well where this machine takes no files. */
const needsTheDisk: readonly FailureClass[] = [
  'truncated',
  'bad-content',
  'stall',
  'cache-corrupt',
  'cache-service',
  'internal',
  'deadline',
];

/** In the order in which a request meets them. */
const layersOfWay: readonly Layer[] = ['dns', 'forward proxy', 'tcp', 'tls', 'http'];

/**
 * Whether `effect` needs no annotation beside that of `cause`. Wrong bytes, refusals and absences are never explained
 * away. Never true in both directions at one level.
 */
export function explains(cause: Failure, effect: Failure, facts: ExplanationFacts): boolean {
  if (facts.isGraver && isReasonOf(effect, cause)) return true;
  switch (cause.class) {
    case 'disk-full':
      return effect.mirror === undefined && needsTheDisk.includes(effect.class);
    case 'captive-portal':
      return (
        needsTheNetwork.includes(effect.class) ||
        effect.class === 'tls-certificate' ||
        (effect.class === 'bad-content' && effect.isHtml === true)
      );
    case 'dns':
      if (facts.resolverIsDown) return needsTheNetwork.includes(effect.class);
      return isMetLater(cause, effect);
    case 'proxy-auth':
    case 'proxy-unreachable':
    case 'connect-refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'tls-handshake':
    case 'tls-certificate':
    case 'connection-reset':
      return isMetLater(cause, effect);
    default:
      return isSilenceOfGo(effect) && !isSilenceOfGo(cause) && isOutage(cause);
  }
}

/** The effect is what the graver failure names as its reason: it says so itself. */
function isReasonOf(reason: Failure, failure: Failure): boolean {
  const because = 'because' in failure ? failure.because : undefined;
  return (
    because !== undefined && because.class === reason.class && because.mirror === reason.mirror
  );
}

/** The same way to the same mirror, broken at a later layer; or something that names no mirror and needs one. */
function isMetLater(cause: Failure, effect: Failure): boolean {
  if (isSilenceOfGo(effect)) return true;
  const because = 'because' in effect ? effect.because : undefined;
  if (because !== undefined) {
    return because.class === cause.class && because.mirror === cause.mirror;
  }
  const isSameWay = effect.mirror === undefined || effect.mirror === cause.mirror;
  return isSameWay && isMetBefore(cause, effect) && brokenOff.includes(effect.class);
}

/** Whether a request meets the first failure before it can meet the second. */
export function isMetBefore(first: Failure, second: Failure): boolean {
  return layersOfWay.indexOf(layerOf(first)) < layersOfWay.indexOf(layerOf(second));
}

/** `go` waits for the relay, and the relay for the mirror. */
function isSilenceOfGo(effect: Failure): boolean {
  return effect.class === 'stall' && effect.phase === 'go';
}
