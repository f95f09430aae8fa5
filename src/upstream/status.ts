import type { Failure } from '../failure.ts';
import { parseRetryAfter } from '../resilience/backoff.ts';

/**
 * Servers that answer 404 for a fault of their own upstream say so in the body: goproxy ("bad upstream", "fetch timed
 * out"), the public default ("Failed to connect to …"), Athens not at all (reference/mirrors.md §1).
 */
const upstreamTrouble =
  /fetch timed out|timed? ?out|bad upstream|temporarily unavailable|connection (refused|reset)|i\/o timeout|failed to connect|early EOF|tls:|TLS handshake|no such host|server misbehaving/i;

export interface StatusFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The first bytes of the body, as text. */
  readonly text: string;
  /** Time of day in milliseconds, for the date form of Retry-After. */
  readonly wallClockMs: number;
}

/** The failure an HTTP status other than 200 stands for (design §5 and §7). */
export function failureOfStatus({ status, headers, text, wallClockMs }: StatusFacts): Failure {
  const said = firstLine(text);
  const detail = `HTTP status ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 401 || status === 403) return { class: 'http-auth', status, detail };
  if (status === 404 || status === 410) {
    return upstreamTrouble.test(text)
      ? { class: 'http-server', status, detail: `${detail} (the mirror's own upstream failed)` }
      : { class: 'http-not-found', status, detail };
  }
  if (status === 407) return { class: 'proxy-auth', detail };
  if (status === 511) return { class: 'captive-portal', detail };
  const retryAfter = headers['retry-after'];
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    const retryAfterMs =
      retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, wallClockMs);
    return {
      class: 'http-throttled',
      status,
      detail,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  if (status >= 500 && status <= 599) return { class: 'http-server', status, detail };
  return { class: 'http-other', status, detail };
}

/** One short printable line of what a server said; pages of HTML say nothing. */
function firstLine(text: string): string {
  if (text.trimStart().startsWith('<')) return '';
  const line = text.trim().split('\n', 1)[0] ?? '';
  const printable = Array.from(line, (c) => (c < ' ' || c === '\u007f' ? ' ' : c)).join('');
  return printable.length > 200 ? `${printable.slice(0, 200)}…` : printable;
}
