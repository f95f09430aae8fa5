/**
 * From everything a run has found to its few causes: findings of one reason are one cause however many modules it met, and
 * a cause takes in what it brought about. Pure, and nothing is lost: each finding is in exactly one cause.
 */

import { type Failure, type FailureClass, failureClasses } from '../failure.ts';
import { isOutage } from '../resilience/decision.ts';
import { explains } from './consequence.ts';
import { type Finding, type Level, levels } from './finding.ts';

export interface RootCause {
  readonly level: Level;
  /** Of this cause and level, in the order found; the first is the one to show. */
  readonly findings: readonly [Finding, ...Finding[]];
  /** The same cause where the run survived it. */
  readonly survived: readonly Finding[];
  /** Findings of other classes that this cause explains. */
  readonly consequences: readonly Finding[];
}

/**
 * What people have to see first: bytes that may have been tampered with, faults of this action, and a machine that takes no
 * files. The rest follows in the order of the closed list, which goes from a run's inputs to its network; what may pass
 * by itself comes after what will not.
 */
const foremost: readonly FailureClass[] = [
  'checksum-mismatch',
  'sumdb-mismatch',
  'internal',
  'disk-full',
  'permission',
];

const nearness = new Intl.Collator('en', { numeric: true });

/** The causes behind the findings, the gravest first; the order does not depend on that of the findings. */
export function findRootCauses(findings: readonly Finding[]): readonly RootCause[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = causeOf(finding.failure);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const ranked = [...groups]
    .map(([key, group]) => ({ key, ...splitByLevel(group) }))
    .sort((a, b) => compareCauses(a, b));
  return takeInConsequences(ranked);
}

type Ranked = Omit<RootCause, 'consequences'> & { readonly key: string };

function takeInConsequences(ranked: readonly Ranked[]): readonly RootCause[] {
  const resolverIsDown = hasSeveralUnknownHosts(ranked);
  const taken = new Map<Ranked, Ranked>();
  const rootOf = (one: Ranked): Ranked => {
    const cause = taken.get(one);
    return cause === undefined ? one : rootOf(cause);
  };
  for (const effect of ranked) {
    const cause = ranked.find(
      (other) =>
        // Not its own effect, through however many others: each finding has to end up under a root.
        rootOf(other) !== effect &&
        levels.indexOf(other.level) <= levels.indexOf(effect.level) &&
        other.findings.some(({ failure }) =>
          effect.findings.every((one) =>
            explains(failure, one.failure, {
              isGraver: levels.indexOf(other.level) < levels.indexOf(effect.level),
              resolverIsDown,
            }),
          ),
        ),
    );
    if (cause) taken.set(effect, cause);
  }
  return ranked
    .filter((one) => !taken.has(one))
    .map((root) => ({
      level: root.level,
      findings: root.findings,
      survived: root.survived,
      consequences: ranked
        .filter((one) => one !== root && rootOf(one) === root)
        .flatMap((one) => [...one.findings, ...one.survived]),
    }));
}

/** One name may be misspelled; where several are unknown at once it is the resolver that does not know. */
function hasSeveralUnknownHosts(ranked: readonly Ranked[]): boolean {
  const unknown = ranked
    .flatMap(({ findings, survived }) => [...findings, ...survived])
    .filter(({ failure }) => failure.class === 'dns')
    .map(({ failure }) => failure.mirror);
  return new Set(unknown).size > 1;
}

/** Classes whose cause is a line of a file: two files are two causes. */
const classesOfFiles: readonly FailureClass[] = [
  'module-file',
  'gosum-missing',
  'vendor',
  'toolchain',
  'permission',
];

/** Failures with the same key have the same cause. */
function causeOf(failure: Failure): string {
  const { class: name, mirror, module, position } = failure;
  const forwardProxy = 'forwardProxy' in failure ? failure.forwardProxy : undefined;
  const because = 'because' in failure ? failure.because : undefined;
  return JSON.stringify([
    name,
    // Which mirror said last that a module is not there is chance; names are unknown to the resolver, not to a mirror.
    name === 'http-not-found' || name === 'dns' ? undefined : mirror,
    name.startsWith('vcs-') ? module?.split('/', 1)[0] : undefined,
    forwardProxy,
    classesOfFiles.includes(name) ? position?.file : undefined,
    because && causeOf(because),
  ]);
}

function splitByLevel(group: readonly Finding[]): Omit<RootCause, 'consequences'> {
  for (const level of levels) {
    const [first, ...others] = group.filter((finding) => finding.level === level);
    if (first === undefined) continue;
    const survived = group.filter((finding) => finding.level !== level);
    return { level, findings: [first, ...others], survived };
  }
  throw new Error('a group of findings is never empty');
}

function compareCauses(a: Ranked, b: Ranked): number {
  return (
    levels.indexOf(a.level) - levels.indexOf(b.level) ||
    gravityOf(a.findings[0].failure) - gravityOf(b.findings[0].failure) ||
    b.findings.length - a.findings.length ||
    nearness.compare(a.key, b.key)
  );
}

/** The lower, the graver. */
function gravityOf(failure: Failure): number {
  const rank = foremost.indexOf(failure.class);
  if (rank !== -1) return rank;
  const order = failureClasses.indexOf(failure.class);
  const isAboutTheRun = failure.class === 'deadline' || failure.class === 'cancelled';
  const tier = isAboutTheRun ? 3 : isOutage(failure) ? 2 : 1;
  return tier * failureClasses.length + order;
}
