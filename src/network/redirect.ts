import { type Failure, FailureError } from '../failure.ts';

/** Go's http.DefaultClient, and with it cmd/go, follows as many. */
const mostRedirects = 10;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Where an answer sends us, or undefined when it is the answer (a redirect status without Location is, as for Go).
 * `trail` are the URLs asked so far, the last one included. Throws `captive-portal` for a step from https down to http,
 * which no mirror does and many portals do, and `http-other` for loops, too many steps, and places no client can go.
 */
export function redirectTarget(
  status: number,
  location: string | undefined,
  trail: readonly URL[],
): URL | undefined {
  if (!redirectStatuses.has(status) || location === undefined || location === '') return undefined;
  const from = trail.at(-1);
  const base = from?.href;
  const to = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (!to) throw redirectFailure(status, 'a Location that is no URL');
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    throw redirectFailure(status, `a Location with the scheme ${to.protocol.slice(0, -1)}`);
  }
  // Credentials in a Location are the server's choice and not the user's: they are not sent.
  to.username = '';
  to.password = '';
  to.hash = '';
  if (from?.protocol === 'https:' && to.protocol === 'http:') {
    const failure: Failure = {
      class: 'captive-portal',
      detail: `${from.host} redirects from https to plain http at ${to.host}`,
    };
    throw new FailureError(failure);
  }
  if (trail.some((visited) => visited.href === to.href)) {
    throw redirectFailure(status, `a redirect loop through ${to.host}`);
  }
  if (trail.length > mostRedirects) {
    throw redirectFailure(status, `more than ${mostRedirects} redirects, the last to ${to.host}`);
  }
  return to;
}

function redirectFailure(status: number, what: string): FailureError {
  return new FailureError({ class: 'http-other', status, detail: what });
}
