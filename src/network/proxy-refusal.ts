import type { Failure } from '../failure.ts';

/** Who refused: `name` is `host:port`, `variable` the environment variable that sent us there. */
interface Refuser {
  readonly name: string;
  readonly variable: string;
  readonly credentials?: unknown;
}

/** The failure when the forward proxy itself answers `status` instead of passing a request for `target` on. */
export function proxyRefusal(status: number, proxy: Refuser, target: string): Failure {
  const who = describeProxy(proxy);
  switch (status) {
    case 407:
      return authRefusal(proxy);
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

/** The failure when a proxy wants a user name and password, or others than the ones it got. */
export function authRefusal(proxy: Refuser): Failure {
  const what =
    proxy.credentials === undefined
      ? 'wants a user name and password, and its URL has none'
      : 'does not accept the user name and password of its URL';
  return {
    class: 'proxy-auth',
    forwardProxy: proxy.name,
    proxyVariable: proxy.variable,
    detail: `${describeProxy(proxy)} ${what}`,
  };
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
