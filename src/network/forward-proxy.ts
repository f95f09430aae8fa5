import type { Environment } from '../effects.ts';
import type { Credentials } from './credentials.ts';

/** How a request leaves this machine. */
export type Route =
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'forward-proxy';
      readonly scheme: 'http' | 'https' | 'socks5' | 'socks5h';
      readonly host: string;
      readonly port: number;
      readonly credentials?: Credentials;
      /** The environment variable that names the proxy. */
      readonly variable: string;
      /** `host:port`, never with credentials. */
      readonly name: string;
    }
  | { readonly kind: 'unsupported'; readonly scheme: string; readonly variable: string };

export function createRouter(_env: Environment): (url: URL) => Route {
  return () => ({ kind: 'direct' });
}
