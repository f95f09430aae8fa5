import type { Failure, FailureClass } from '../failure.ts';
import { parseEndpoint } from '../module/endpoint.ts';
import { formatModule } from '../module/path.ts';
import { isOutage } from '../resilience/decision.ts';
import { type Attempt, type MirrorReport, slowFirstByteMs } from '../upstream/journal.ts';
import type { ProbeVerdict } from '../upstream/probe.ts';
import { failureAt } from '../upstream/verdict.ts';
import { isMetBefore } from './consequence.ts';
import type { Finding } from './finding.ts';
import type { ModuleResult } from './result.ts';
import { findRootCauses } from './root-cause.ts';
import { countOf } from './wording.ts';

export interface MirrorFacts {
  readonly probes: readonly ProbeVerdict[];
  readonly attempts: readonly Attempt[];
  readonly reports: readonly MirrorReport[];
  /** What the step failed for, if it did. */
  readonly failure: Failure | undefined;
  /** No mirror answered, and the run went on without them: that is said once, and for all of them. */
  readonly isUnanswered: boolean;
}

/** These cut a run short and give its probes no time: their silence says nothing. */
const endsAtOnce: readonly FailureClass[] = ['cancelled', 'disk-full', 'permission'];

/**
 * What the user should know of mirrors although the run went on: one warning for each that failed its probe or served
 * wrong bytes, one notice for each that lost its place (design §5). What the step's own failure says already is left out.
 */
export function findingsOnMirrors({
  probes,
  attempts,
  reports,
  failure,
  isUnanswered,
}: MirrorFacts): Finding[] {
  const findings: Finding[] = [];
  for (const { mirror, failure: atProbe } of probes) {
    const report = reports.find(({ name }) => name === mirror.name);
    const fault = atProbe ?? (report?.state === 'failing' ? report.firstFailure : undefined);
    if (fault?.class === 'stall' && failure && endsAtOnce.includes(failure.class)) continue;
    const isSaid =
      fault !== undefined &&
      failure !== undefined &&
      ((fault.class === failure.class && mirror.name === failure.mirror) ||
        // The portal's page is the network's doing: to look for it at each mirror would lead astray.
        (failure.class === 'captive-portal' && fault.class === 'bad-content' && fault.isHtml));
    if (fault !== undefined && !isSaid && !isUnanswered) {
      findings.push({
        level: 'warning',
        failure: failureAt(mirror, fault),
        ...(probes.length > 1 && { tried: 'the other mirrors of the list' }),
      });
    }
    const wrong = attempts.filter(
      ({ mirror: name, outcome }) => name === mirror.name && outcome === 'checksum-mismatch',
    );
    for (const { detail, endpoint } of wrong) {
      if (failure?.class === 'checksum-mismatch') continue;
      findings.push({
        level: 'warning',
        failure: {
          class: 'checksum-mismatch',
          detail: detail ?? `other bytes than go.sum names for ${endpoint}`,
          module: moduleIn(endpoint),
          mirror: mirror.name,
        },
        tried: 'the bytes were refused and never reached go; the next mirror was asked',
      });
    }
    if (fault === undefined && report?.lostItsPlace) {
      findings.push({
        level: 'notice',
        failure: {
          class: 'stall',
          isMerelySlow: true,
          detail: `slower than ${slowFirstByteMs} ms to the first byte; faster mirrors were asked first`,
          mirror: mirror.name,
        },
      });
    }
  }
  return findings;
}

/** That the run did without the network, and what it had in its place (design §5). */
export function findingOnTakeover(
  because: Failure,
  modules: readonly Pick<ModuleResult, 'source'>[],
): Finding {
  const count = (source: ModuleResult['source']) =>
    modules.filter((module) => module.source === source).length;
  const parts = [
    [count('restored'), 'restored from the cache'],
    [count('module-cache'), 'in the module cache'],
    [count('mirror') + count('version-control'), 'fetched before'],
  ] as const;
  // Which module met it first is chance, and none is missing.
  const { module: _, ...failure } = because;
  const served = parts.flatMap(([number, where]) => (number > 0 ? [`${number} ${where}`] : []));
  return {
    level: 'notice',
    failure: { ...failure, detail: `no mirror answers: ${because.detail}` },
    tried: `went on without the network, since all ${countOf(modules.length, 'module')} were here and are as go.sum says: ${served.join(', ')}`,
  };
}

/** `path@version` of a file's path below a mirror. */
function moduleIn(path: string): string {
  const endpoint = parseEndpoint(path);
  return endpoint !== undefined && 'module' in endpoint ? formatModule(endpoint.module) : path;
}

/**
 * The failures that end a run, for people: those of an outage are one cause, whichever module they met first; wrong
 * bytes, refusals and absences stand for themselves.
 */
export function findingsOnFailures(failures: readonly Failure[]): Finding[] {
  const outages = failures.filter(isOutage);
  const others = failures.filter((failure) => !isOutage(failure));
  const outage = rootOf(outages);
  const merged = outages.map(
    (failure): Finding => ({
      level: 'error',
      // One class and mirror for all of them: which mirror a single file met last is chance.
      failure: {
        ...(outage ?? failure),
        ...(failure.module !== undefined && { module: failure.module }),
      },
    }),
  );
  return [...others.map((failure): Finding => ({ level: 'error', failure })), ...merged];
}

/** The most preferred mirror's, at the first layer that failed: a resolver that is down makes for timeouts, too. */
function rootOf(outages: readonly Failure[]): Failure | undefined {
  const [first] = outages;
  return outages
    .filter(({ mirror }) => mirror === first?.mirror)
    .reduce(
      (root: Failure | undefined, failure) =>
        root === undefined || isMetBefore(failure, root) ? failure : root,
      undefined,
    );
}

/** The one failure that gives the step its class: the gravest cause. */
export function leadingFailure(failures: readonly Failure[]): Failure | undefined {
  return findRootCauses(findingsOnFailures(failures))[0]?.findings[0].failure;
}
