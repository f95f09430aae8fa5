import type { Failure } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';

export interface MirrorFailure {
  readonly mirror: MirrorEntry;
  readonly failure: Failure;
}

/**
 * One failure for several mirrors that failed, given in the user's order: wrong bytes outrank everything, an HTML page
 * from every mirror is the network's doing, else the most preferred mirror's class with the others in the text
 * (design §5).
 */
export function summarizeFailures(failures: readonly MirrorFailure[]): Failure {
  const mismatch = failures.find(({ failure }) => failure.class === 'checksum-mismatch');
  if (mismatch) return mismatch.failure;
  const [first] = failures.filter(({ failure }) => failure.class !== 'http-not-found');
  if (first === undefined) {
    return failures[0]?.failure ?? { class: 'internal', detail: 'no mirror was asked' };
  }
  if (failures.every(({ failure }) => failure.class === 'bad-content' && failure.isHtml === true)) {
    return {
      class: 'captive-portal',
      detail: `every mirror asked (${failures.map(({ mirror }) => mirror.name).join(', ')}) answered with an HTML page`,
      mirror: first.mirror.name,
    };
  }
  const others = failures.filter((other) => other !== first);
  const failure = failureAt(first.mirror, first.failure);
  if (others.length === 0) return failure;
  const also = others.map(({ mirror, failure }) => `${mirror.name}: ${failure.class}`).join('; ');
  return { ...failure, detail: `${failure.detail} (also ${also})` };
}

/** Where it happened, and what a person has to know of that mirror to mend it. */
export function failureAt(mirror: MirrorEntry, failure: Failure): Failure {
  const placed = { ...failure, mirror: mirror.name };
  return placed.class === 'http-auth' && mirror.isPublic
    ? { ...placed, isPublicMirror: true }
    : placed;
}

/**
 * Wrong bytes that more than one mirror served, with the names of the others: it is not one mirror's copy then. Every
 * other failure as it is.
 */
export function withOtherSources(
  failure: Failure,
  from: MirrorEntry,
  failures: ReadonlyMap<MirrorEntry, Failure>,
): Failure {
  if (failure.class !== 'checksum-mismatch') return failure;
  const others = [...failures].filter(
    ([mirror, other]) => mirror !== from && other.class === failure.class,
  );
  if (others.length === 0) return failure;
  const names = others.map(([{ name }]) => name).join(', ');
  return { ...failure, detail: `${failure.detail} (wrong bytes also from ${names})` };
}
