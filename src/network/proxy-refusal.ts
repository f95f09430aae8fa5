import type { Failure } from '../failure.ts';

/** Who refused: `name` is `host:port`, `variable` the environment variable that sent us there. */
interface Refuser {
  readonly name: string;
  readonly variable: string;
  readonly credentials?: unknown;
}

/** The failure when the forward proxy itself answers `status` instead of passing a request for `target` on. */
export function proxyRefusal(status: number, proxy: Refuser, target: string): Failure {
  const who = `forward proxy ${proxy.name} (${proxy.variable})`;
  switch (status) {
    case 407:
      return { class: 'proxy-auth', forwardProxy: proxy.name, detail: authDetail(who, proxy) };
    case 511:
      return portalFailure(who);
    default:
      return {
        class: 'proxy-unreachable',
        forwardProxy: proxy.name,
        detail: `${who} refused a tunnel to ${target} with status ${status}`,
      };
  }
}

/** The failure when a proxy wants a user name and password, or others than the ones it got. */
export function authDetail(who: string, proxy: Refuser): string {
  return proxy.credentials === undefined
    ? `${who} wants a user name and password, and its URL has none`
    : `${who} does not accept the user name and password of its URL`;
}

/** 511 Network Authentication Required (RFC 6585 §6) comes from a network that wants a login, whoever sends it. */
export function portalFailure(who: string): Failure {
  return {
    class: 'captive-portal',
    detail: `${who} answered 511: the network wants a login first`,
  };
}
