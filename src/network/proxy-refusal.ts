import type { Failure } from '../failure.ts';

/** Who refused: `name` is `host:port`, `variable` the environment variable that sent us there. */
interface Refuser {
  readonly name: string;
  readonly variable: string;
  readonly credentials?: unknown;
}

/**
 * The failure when the forward proxy itself answers `status` instead of passing a request for `target` on.
 * @param challenge its Proxy-Authenticate header.
 */
export function proxyRefusal(
  status: number,
  proxy: Refuser,
  target: string,
  challenge?: string,
): Failure {
  const who = describeProxy(proxy);
  switch (status) {
    case 407:
      return authRefusal(proxy, challenge);
    case 511:
      return portalFailure(who);
    default:
      return {
        class: 'proxy-unreachable',
        forwardProxy: proxy.name,
        proxyVariable: proxy.variable,
        host: target,
        detail: `${who} refused a tunnel to ${target} with status ${status}`,
      };
  }
}

/**
 * The failure when a proxy wants a user name and password, or others than the ones it got; or when it takes none of the way
 * in which Go, and so this client, can give them.
 */
export function authRefusal(proxy: Refuser, challenge = ''): Failure {
  const schemes = schemesOf(challenge);
  const lacksBasic = schemes.length > 0 && !schemes.some((scheme) => /^basic$/i.test(scheme));
  const what = lacksBasic
    ? `wants to be logged in to by ${schemes.join(' or ')} alone, and Go knows only Basic`
    : proxy.credentials === undefined
      ? 'wants a user name and password, and its URL has none'
      : 'does not accept the user name and password of its URL';
  return {
    class: 'proxy-auth',
    forwardProxy: proxy.name,
    proxyVariable: proxy.variable,
    ...(lacksBasic && { lacksBasic }),
    detail: `${describeProxy(proxy)} ${what}`,
  };
}

/** The names of the schemes of a Proxy-Authenticate header (RFC 9110 §11.7.1), several of which may be joined by commas. */
function schemesOf(challenge: string): readonly string[] {
  // What stands in quotes is a realm or the like, and may hold anything.
  const bare = challenge.slice(0, 1_024).replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const names = bare
    .split(',')
    .flatMap((part) => /^\s*([A-Za-z][\w-]*)(?=\s|$)(?!\s*=)/.exec(part)?.[1] ?? []);
  return [...new Set(names)];
}

/** How a forward proxy is named in messages. */
export function describeProxy({ name, variable }: Pick<Refuser, 'name' | 'variable'>): string {
  return `forward proxy ${name} (${variable})`;
}

/** 511 Network Authentication Required (RFC 6585 §6) comes from a network that wants a login, whoever sends it. */
export function portalFailure(who: string): Failure {
  return {
    class: 'captive-portal',
    detail: `${who} answered 511: the network wants a login first`,
  };
}
