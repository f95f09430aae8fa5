import type { Log } from '../effects.ts';
import { FailureError } from '../failure.ts';
import { limitingPatterns } from '../module/audience.ts';
import { isDirectory } from '../module/mirror-list.ts';
import type { Route } from '../network/forward-proxy.ts';
import type { Settings } from './inputs.ts';
import type { Job } from './job.ts';
import type { RunRecord } from './record.ts';

/** Why `go` has to ask the mirrors itself, without the relay. */
export type RelayObstacle =
  /** The input `relay` says so. */
  | { readonly kind: 'chosen' }
  | { readonly kind: 'goauth' | 'forward-proxy-scheme'; readonly detail: string };

export function findRelayObstacle(
  settings: Pick<Settings, 'relay'>,
  job: {
    readonly go: Pick<Job['go'], 'goauth'>;
    readonly mirrors: Pick<Job['mirrors'], 'groups'>;
  },
  router: (url: URL) => Route,
): RelayObstacle | undefined {
  if (settings.relay === 'off') return { kind: 'chosen' };
  const { goauth } = job.go;
  if (!usesNetrc(goauth) && goauth !== 'off') {
    return { kind: 'goauth', detail: 'GOAUTH names a command, which only go itself runs' };
  }
  for (const mirror of job.mirrors.groups.flat()) {
    if (isDirectory(mirror)) continue;
    const route = router(new URL(mirror.url));
    if (route.kind === 'unsupported') {
      return {
        kind: 'forward-proxy-scheme',
        detail: `${route.variable} ${route.why}`,
      };
    }
  }
  return undefined;
}

/**
 * Plain `go` asks every mirror for every module, so nothing would keep the modules of a limited mirror from the others, and
 * it has no way to send a token.
 * @throws FailureError `input`.
 */
export function refuseWithoutRelay(
  obstacle: RelayObstacle,
  { groups }: Pick<Job['mirrors'], 'groups'>,
): void {
  const mirrors = groups.flat();
  const why = obstacle.kind === 'chosen' ? '`relay: off` takes it away' : obstacle.detail;
  const needs = [
    ...(limitingPatterns(mirrors) === undefined
      ? []
      : ['mirrors: only= needs the relay, since go asks every mirror for every module']),
    ...(mirrors.some(({ credentials }) => credentials !== undefined && 'token' in credentials)
      ? ['mirror-token needs the relay, since go sends none']
      : []),
  ];
  if (needs.length === 0) return;
  throw new FailureError({
    class: 'input',
    detail: needs.map((need) => `${need}, and ${why}`).join('\n'),
  });
}

/** GOAUTH in the forms that we read ourselves; a command or git would have to be run for every host. */
export function usesNetrc(goauth: string): boolean {
  return goauth === '' || goauth === 'netrc';
}

/** What the user chose is a line of the log; what nobody chose is a notice. */
export function tellObstacle(
  obstacle: RelayObstacle | undefined,
  log: Pick<Log, 'info'>,
  record: Pick<RunRecord, 'findings'>,
): void {
  switch (obstacle?.kind) {
    case undefined:
      return;
    case 'chosen':
      log.info('relay: off, so go asks the mirrors itself');
      return;
    case 'goauth':
    case 'forward-proxy-scheme':
      record.findings.push({
        level: 'notice',
        failure: {
          class: 'input',
          relayObstacle: obstacle.kind,
          detail: `go asks the mirrors itself, without the relay: ${obstacle.detail}`,
        },
      });
  }
}
