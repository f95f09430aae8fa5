import { formatDuration } from '../module/duration.ts';
import type { Attempt } from './journal.ts';

/** One line for the debug log. */
export function describeAttempt(attempt: Attempt): string {
  const { mirror, endpoint, outcome, status, detail, bytes, resumedAtBytes, firstByteMs } = attempt;
  const connection = [
    ['dns', attempt.dnsMs],
    ['tcp', attempt.tcpMs],
    ['forward proxy', attempt.forwardProxyMs],
    ['tls', attempt.tlsMs],
  ].flatMap(([step, ms]) => (typeof ms === 'number' ? [`${step} ${formatDuration(ms)}`] : []));
  const facts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(attempt.reusedConnection ? ['connection reused'] : connection),
    ...(firstByteMs === undefined ? [] : [`first byte ${formatDuration(firstByteMs)}`]),
    ...(resumedAtBytes === undefined ? [] : [`from byte ${resumedAtBytes} on`]),
    `${bytes} bytes in ${formatDuration(attempt.durationMs)}`,
  ];
  const why = detail === undefined ? '' : `: ${detail}`;
  return `attempt: ${mirror} ${endpoint}: ${outcome}${why} (${facts.join(', ')})`;
}
