/** What a server that was reached answered, or did not. */

import type { FailureOf } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { anotherMirror, slowLine } from './connection.ts';
import { remedyForHiding, remedyForRefusal } from './refusal.ts';
import { command, host, input, party, type Remedy, step, variable } from './step.ts';
import { hostOf, mirrorOf, moduleOf, modulePathOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type AnswerFailure = FailureOf<
  | 'stall'
  | 'truncated'
  | 'http-auth'
  | 'http-not-found'
  | 'http-throttled'
  | 'http-server'
  | 'http-other'
  | 'bad-content'
>;

export function remedyForAnswer(failure: AnswerFailure, workplace: Workplace): Remedy {
  const mirror = mirrorOf(failure);
  const module = moduleOf(failure);
  switch (failure.class) {
    case 'stall':
      return remedyForSilence(failure, workplace);
    case 'truncated':
      return [
        step`Ask ${party('mirror')} (${mirror}) to look at its disk space and size limits and to drop its copy of ${module}: an answer ended before its announced length.`,
        ...(workplace === 'github-hosted'
          ? []
          : [step`A proxy that inspects traffic does the same: ask ${party('network')}.`]),
        step`Another entry in ${input('mirrors')} serves it meanwhile.`,
      ];
    case 'http-auth':
      return failure.isPublicMirror === true
        ? remedyForPublicRefusal(failure)
        : remedyForRefusal(failure, workplace);
    case 'http-not-found':
      return [
        step`Check path and version of ${module} in go.mod (${command(`go list -m -versions ${modulePathOf(failure)}`)} lists those there are).`,
        ...remedyForHiding(failure),
        step`If it is public and the mirrors do not have it yet, add ${'`direct`'} as the last entry of ${input('mirrors')}.`,
      ];
    case 'http-throttled': {
      const wait =
        failure.retryAfterMs === undefined
          ? ''
          : ` and wants ${formatDuration(failure.retryAfterMs)} of rest`;
      return [
        step`Add another entry to ${input('mirrors')}: ${mirror} limits requests${wait}.`,
        step`Keep ${input('cache')} on, so that later runs ask for less, lower ${input('concurrency')}, or run fewer jobs at a time.`,
        step`If the mirror is your company's, ask ${party('mirror')} for a higher limit.`,
      ];
    }
    case 'http-server':
      return [
        step`The fault is at ${mirror}${failure.status === undefined ? '' : `, which answers ${failure.status}`}: run the job again later, and tell ${party('mirror')} if it stays.`,
        anotherMirror,
      ];
    case 'http-other':
      return [
        step`Check the path of ${mirror} in ${input('mirrors')}: it has to be the root of a module proxy, below which ${'`/golang.org/x/text/@v/list`'} answers with versions.`,
        ...(workplace === 'github-hosted'
          ? []
          : [
              step`The page of a firewall looks the same: ask ${party('network')} to allow ${host(hostOf(failure))}.`,
            ]),
      ];
    case 'bad-content':
      return [
        step`Check the path of ${mirror} in ${input('mirrors')}: it has to be the root of a module proxy, not its web page.`,
        step`If only ${module} is bad, ask ${party('mirror')} to drop its copy.`,
        step`Another entry in ${input('mirrors')} serves it meanwhile.`,
      ];
  }
}

function remedyForSilence(failure: FailureOf<'stall'>, workplace: Workplace): Remedy {
  if (failure.isMerelySlow === true) {
    return [
      step`Nothing needs to be done. Put a faster mirror before ${mirrorOf(failure)} in ${input('mirrors')} to save the first requests.`,
    ];
  }
  if (failure.phase === 'go') {
    return [
      workplace === 'terminal'
        ? step`Run again with ${variable('RUNNER_DEBUG', '1')}: the log then shows what ${command('go')} waits for.`
        : step`Run the job again with debug logging: the log then shows what ${command('go')} waits for.`,
      step`Often it is a lock that another process holds in the module cache, or git at a silent server.`,
      slowLine(failure.limitMs, 'stall-timeout'),
    ];
  }
  return [
    step`Add another entry to ${input('mirrors')}, so that a silent one is left early.`,
    slowLine(failure.limitMs, 'stall-timeout'),
    ...(workplace === 'github-hosted'
      ? [step`If ${mirrorOf(failure)} stays silent, tell ${party('mirror')}.`]
      : [
          step`If ${mirrorOf(failure)} answers elsewhere, ask ${party('network')} whether something holds its answers back.`,
        ]),
  ];
}

/** A public mirror has no accounts: credentials would lead people astray for hours. */
function remedyForPublicRefusal(failure: FailureOf<'http-auth'>): Remedy {
  const module = moduleOf(failure);
  return [
    step`No credentials help: ${mirrorOf(failure)} is public and does not serve ${module}. Check path and version in go.mod (${command(`go list -m -versions ${modulePathOf(failure)}`)}).`,
    step`If they are right, add another entry to ${input('mirrors')}, or ${'`direct`'} as the last one: some public mirrors refuse whole regions and clouds.`,
    step`If the module is private, name its pattern in ${input('private')}.`,
  ];
}
