/** Names, connections, TLS: what stands between this machine and a host. */

import type { CertificateFault, FailureOf } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';
import { command, host, input, party, type Remedy, type Step, step, variable } from './step.ts';
import { hostOf, mirrorOf } from './subject.ts';
import type { Workplace } from './workplace.ts';

export type ConnectionFailure = FailureOf<
  | 'dns'
  | 'connect-refused'
  | 'connect-timeout'
  | 'unreachable'
  | 'connection-reset'
  | 'tls-handshake'
  | 'tls-certificate'
>;

/** What holds for every mirror that is down: it need not be the only one. */
export const anotherMirror: Step = step`Another entry in ${input('mirrors')} bridges an outage.`;

export function remedyForConnection(failure: ConnectionFailure, workplace: Workplace): Remedy {
  const target = host(hostOf(failure));
  const isHosted = workplace === 'github-hosted';
  switch (failure.class) {
    case 'dns':
      return [
        step`Check the spelling of ${host(hostOf(failure).replace(/:\d+$/, ''))} in ${input('mirrors')}.`,
        isHosted
          ? step`A GitHub-hosted runner knows public names only: a mirror inside your own network needs a self-hosted runner there.`
          : step`If it is right, ask ${party('network')} which name server knows it, and give that one's address in ${input('dns')}; behind a forward proxy set ${variable('HTTPS_PROXY')}.`,
        anotherMirror,
      ];
    case 'connect-refused':
      return [
        step`Nothing listens at ${target}: check host and port in ${input('mirrors')}, and ask ${party('mirror')} whether it runs.`,
        ...(isHosted
          ? []
          : [step`A firewall may refuse as well: have ${party('network')} allow ${target}.`]),
        anotherMirror,
      ];
    case 'connect-timeout':
      return [
        isHosted
          ? step`A firewall before ${target} drops the packets: ask ${party('mirror')} to let GitHub's runners in, or run this job on a self-hosted runner inside its network.`
          : step`A firewall drops the packets: ask ${party('network')} to allow ${target}, or, if the network has a forward proxy, set ${variable('HTTPS_PROXY')}.`,
        step`Another entry in ${input('mirrors')} that can be reached does as well.`,
        slowLine(failure.limitMs, 'connect-timeout'),
      ];
    case 'unreachable':
      return [
        isHosted
          ? step`There is no route from GitHub's network to ${target}: it needs a public IPv4 address, or the job a self-hosted runner inside its network.`
          : step`There is no route to ${target}: connect the VPN if it needs one, and ask ${party('network')} about routes and IPv6.`,
        step`Another entry in ${input('mirrors')} that can be reached does as well.`,
      ];
    case 'connection-reset':
      return [
        isHosted
          ? step`The server of ${mirrorOf(failure)}, or what stands before it, cuts connections: ask ${party('mirror')}.`
          : step`A firewall or the server cuts connections to ${target}: ask ${party('network')} to allow it${failure.phase === 'tls' ? ' (cut during TLS is the mark of a filter by host name)' : ''}.`,
        step`Add another entry to ${input('mirrors')}, and raise ${input('retries')} if it happens now and then.`,
      ];
    case 'tls-handshake':
      return [
        step`Check that ${target} speaks TLS 1.2 or newer: a server without TLS needs an ${command('http://')} entry in ${input('mirrors')}.`,
        ...(isHosted
          ? []
          : [step`If it does, ask ${party('network')} whether a firewall filters by host name.`]),
        ...(failure.limitMs === undefined ? [] : [slowLine(failure.limitMs, 'connect-timeout')]),
      ];
    case 'tls-certificate':
      return remedyForCertificate(failure, workplace);
  }
}

/** A limit that was met, and one that gives more time. */
export function slowLine(
  limitMs: number | undefined,
  name: 'connect-timeout' | 'stall-timeout',
): Step {
  const above = limitMs === undefined ? '' : ` above ${formatDuration(limitMs)}`;
  return step`On a slow line use ${input('profile', 'cross-border')}, or ${input(name)}${above}.`;
}

function remedyForCertificate(failure: FailureOf<'tls-certificate'>, workplace: Workplace): Remedy {
  const { issuer } = failure;
  const fault: CertificateFault | undefined = failure.fault;
  const issued = issuer === undefined ? '' : ` (issued by ${JSON.stringify(issuer)})`;
  switch (fault) {
    case 'expired':
    case 'not-yet-valid': {
      const renew = step`Ask ${party('mirror')} to renew the certificate of ${host(hostOf(failure))}${issued}.`;
      return workplace === 'github-hosted'
        ? [renew, anotherMirror]
        : [
            step`Compare the clock of this machine (${command('date -u')}) with another one, and set it if it is wrong.`,
            renew,
            anotherMirror,
          ];
    }
    case 'other-name':
      return [
        step`Name ${mirrorOf(failure)} in ${input('mirrors')} by the host that its certificate is for, or ask ${party('mirror')} for one that names ${host(hostOf(failure))}${issued}.`,
        anotherMirror,
      ];
    case 'untrusted':
    case undefined:
      return [
        workplace === 'github-hosted'
          ? step`If a certificate authority of your own signed it${issued}, put its root certificate as a PEM file into the repository and name it: ${input('ca-certificates', 'FILE.pem')}.`
          : step`If your network inspects TLS or has an authority of its own${issued}, ask ${party('network')} for the root certificate as a PEM file and name it: ${input('ca-certificates', '/path/of/FILE.pem')}.`,
        step`If not, ask ${party('mirror')} for a certificate that verifies, with its whole chain; do not switch verification off.`,
      ];
  }
}
