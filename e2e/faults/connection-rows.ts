/** Connections that do not come about: TCP, TLS, and the forward proxy in between. */
import {
  startBlackHole,
  startTlsFaults,
  type TlsFault,
} from '../../__tests__/support/broken-endpoints.ts';
import { createAuthority, expiredDates } from '../../__tests__/support/certificates.ts';
import { refusedUrl, startForwardProxy } from '../places.ts';
import type { Stage } from '../stage.ts';
import { mirrorPort, silentHost, unreachableHost, unroutedHost, withNetwork } from './machine.ts';
import type { Arrangement, Row } from './row.ts';

const dayMs = 86_400_000;

/** A handshake with this certificate, before a client that trusts the authority but where told otherwise. */
const certificate =
  (
    options: {
      readonly names?: readonly string[];
      readonly notBefore?: Date;
      readonly notAfter?: Date;
    },
    isTrusted = true,
  ) =>
  async (stage: Stage): Promise<Arrangement> => {
    const authority = createAuthority();
    const issued = authority.issue({ names: ['127.0.0.1'], ...options });
    const { port } = await stage.keep(startTlsFaults({ kind: 'certificate', ...issued }));
    await stage.write('../ca.pem', authority.cert);
    return {
      mirrors: `https://127.0.0.1:${port}`,
      env: isTrusted ? { SSL_CERT_FILE: stage.inProject('../ca.pem') } : {},
    };
  };

const brokenTls = (kind: Exclude<TlsFault['kind'], 'certificate'>) => async (stage: Stage) => ({
  mirrors: `https://127.0.0.1:${(await stage.keep(startTlsFaults({ kind }))).port}`,
});

/** The mirror is behind this forward proxy; nothing of loopback ever is. */
const behind = (proxy: (stage: Stage) => Promise<string>) => async (stage: Stage) => {
  const url = await proxy(stage);
  return { mirrors: 'https://mirror.test', env: { HTTPS_PROXY: url, HTTP_PROXY: url } };
};

const inNetwork = (host: string) => async () => ({
  mirrors: `http://${host}:${mirrorPort}`,
  through: withNetwork(),
});

export const connectionRows: readonly Row[] = [
  {
    name: 'nobody listens at the port',
    arrange: async () => ({ mirrors: await refusedUrl() }),
    verdict: { failureClass: 'connect-refused', remedy: '`mirrors`', withinS: 20 },
  },
  {
    name: 'a host that drops every packet',
    needs: 'network',
    arrange: inNetwork(silentHost),
    verdict: { failureClass: 'connect-timeout', remedy: '`connect-timeout`', withinS: 20 },
  },
  {
    name: 'a host that the router cannot reach',
    needs: 'network',
    arrange: inNetwork(unreachableHost),
    verdict: { failureClass: 'unreachable', remedy: 'VPN', withinS: 20 },
  },
  {
    name: 'no route to the host',
    needs: 'network',
    arrange: inNetwork(unroutedHost),
    verdict: { failureClass: 'unreachable', remedy: 'no route', withinS: 20 },
  },
  {
    name: 'TLS: certificate of an unknown authority',
    arrange: certificate({}, false),
    verdict: { failureClass: 'tls-certificate', remedy: 'ca-certificates', withinS: 20 },
  },
  {
    name: 'TLS: expired certificate',
    arrange: certificate(expiredDates()),
    verdict: { failureClass: 'tls-certificate', remedy: 'renew', withinS: 20 },
  },
  {
    name: 'TLS: certificate of another name',
    arrange: certificate({ names: ['elsewhere.test'] }),
    verdict: { failureClass: 'tls-certificate', remedy: 'certificate', withinS: 20 },
  },
  {
    name: 'TLS: certificate that is not valid yet',
    arrange: certificate({
      notBefore: new Date(Date.now() + dayMs),
      notAfter: new Date(Date.now() + 2 * dayMs),
    }),
    verdict: { failureClass: 'tls-certificate', remedy: 'clock', withinS: 20 },
  },
  {
    name: 'TLS: plain HTTP at the port',
    arrange: brokenTls('plain-http'),
    verdict: { failureClass: 'tls-handshake', remedy: '`http://`', withinS: 20 },
  },
  {
    name: 'TLS: the handshake gets no answer',
    arrange: brokenTls('no-handshake'),
    verdict: { failureClass: 'tls-handshake', remedy: '`connect-timeout`', withinS: 20 },
  },
  {
    name: 'TLS: RST in the handshake',
    arrange: brokenTls('reset'),
    verdict: { failureClass: 'connection-reset', remedy: 'firewall', withinS: 20 },
  },
  {
    name: 'forward proxy: down',
    arrange: behind(() => refusedUrl()),
    verdict: { failureClass: 'proxy-unreachable', remedy: 'HTTPS_PROXY', withinS: 20 },
  },
  {
    name: 'forward proxy: no address',
    needs: 'dnsmasq',
    arrange: behind(async () => 'http://nxdomain.proxy.test:3128'),
    verdict: { failureClass: 'proxy-unreachable', remedy: 'HTTPS_PROXY', withinS: 20 },
  },
  {
    name: 'forward proxy: refuses the tunnel',
    arrange: behind(
      async (stage) =>
        (await stage.serve({ faults: [{ match: '', action: { kind: 'status', status: 403 } }] }))
          .url,
    ),
    verdict: { failureClass: 'proxy-unreachable', remedy: 'tunnel', withinS: 20 },
  },
  {
    name: 'forward proxy: 407',
    arrange: behind(async (stage) => {
      const { port } = await stage.keep(startForwardProxy({ user: 'somebody', password: 'else' }));
      return `http://127.0.0.1:${port}`;
    }),
    verdict: { failureClass: 'proxy-auth', remedy: 'HTTPS_PROXY', withinS: 20 },
  },
  {
    name: 'forward proxy: accepts and is silent',
    arrange: behind(
      async (stage) => `http://127.0.0.1:${(await stage.keep(startBlackHole())).port}`,
    ),
    verdict: { failureClass: 'proxy-unreachable', remedy: 'HTTPS_PROXY', withinS: 20 },
  },
];
