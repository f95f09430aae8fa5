/** Names, connections, TLS, and the forward proxy in between. */
import { startSilentPort } from '../../__tests__/support/broken-endpoints.ts';
import { createAuthority } from '../../__tests__/support/certificates.ts';
import { mirrorPort, quote, unreachableHost, withNetwork } from '../faults/machine.ts';
import { refusedUrl, startForwardProxy } from '../places.ts';
import type { Stage } from '../stage.ts';
import { anotherMirror, asWritten, setInput } from './cure.ts';
import { alpha } from './modules.ts';
import type { Scene } from './scene.ts';

/** A resolver that knows no name. */
const noNames = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (question, from) => {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8183, 2);
  socket.send(answer, from.port, from.address);
});
socket.bind(53, '127.0.0.1', () => console.log('ready'));`;

function withoutNames({ room }: Stage): readonly string[] {
  const file = (name: string) => quote(`${room.directory}/${name}`);
  return withNetwork(`echo "nameserver 127.0.0.1" >${file('resolv.conf')}
mount --bind ${file('resolv.conf')} /etc/resolv.conf
mkfifo ${file('ready')}
${quote(process.execPath)} -e ${quote(noNames)} >${file('ready')} &
read -r _ <${file('ready')}
`);
}

/** A mirror whose certificate is of an authority that nobody knows but from `ca.pem`. */
async function serveWithOwnAuthority(stage: Stage, name = '127.0.0.1', more = {}) {
  const authority = createAuthority('Example Corp CA');
  await stage.write('../ca.pem', authority.cert);
  return stage.serve({ tls: authority.issue({ names: [name] }), ...more });
}

const [user, password] = ['somebody', 'pass word'];

export const networkScenes: readonly Scene[] = [
  {
    failureClass: 'dns',
    fault: 'The resolver knows no such name.',
    needs: 'network',
    arrange: async (stage) => ({
      mirrors: 'https://goproxy.corp.test',
      through: withoutNames(stage),
    }),
  },
  {
    failureClass: 'connect-refused',
    fault: 'Nobody listens at the port of the only mirror.',
    arrange: async () => ({ mirrors: await refusedUrl() }),
    cure: anotherMirror,
  },
  {
    failureClass: 'connect-timeout',
    fault: 'The host answers no packet.',
    arrange: async (stage) => {
      const { port } = await stage.keep(startSilentPort());
      return { mirrors: `http://127.0.0.1:${port}` };
    },
    cure: anotherMirror,
  },
  {
    failureClass: 'unreachable',
    fault: 'No route leads to the host.',
    needs: 'network',
    arrange: async () => ({
      mirrors: `http://${unreachableHost}:${mirrorPort}`,
      through: withNetwork(),
    }),
  },
  {
    failureClass: 'connection-reset',
    fault: 'Every connection is cut in place of an answer.',
    arrange: async (stage) => ({ mirrors: await stage.faulty({ kind: 'reset-before-headers' }) }),
    cure: anotherMirror,
  },
  {
    failureClass: 'tls-handshake',
    fault: 'The entry says https, and the port speaks plain HTTP.',
    arrange: async (stage) => {
      const { port } = await stage.serve();
      return { mirrors: `https://127.0.0.1:${port}` };
    },
    cure: setInput('mirrors', /`http:\/\/`/, ({ before }) =>
      (before.mirrors ?? '').replace('https://', 'http://'),
    ),
  },
  {
    failureClass: 'tls-certificate',
    fault: 'An authority of the company has signed the certificate of the mirror.',
    arrange: async (stage) => ({ mirrors: (await serveWithOwnAuthority(stage)).url }),
    cure: setInput('ca-certificates', /`ca-certificates: \/path\/of\/FILE\.pem`/, ({ stage }) =>
      stage.inProject('../ca.pem'),
    ),
  },
  {
    failureClass: 'proxy-auth',
    fault: 'The forward proxy wants a user and a password.',
    arrange: async (stage) => {
      const mirror = await serveWithOwnAuthority(stage, 'goproxy.corp.test');
      const proxy = await stage.keep(startForwardProxy({ user, password }));
      return {
        mirrors: `https://goproxy.corp.test:${mirror.port}`,
        env: {
          HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
          SSL_CERT_FILE: stage.inProject('../ca.pem'),
        },
      };
    },
    cure: asWritten({ variable: 'HTTPS_PROXY', user, password }),
  },
  {
    failureClass: 'proxy-unreachable',
    fault: 'HTTPS_PROXY names a port where nobody listens.',
    arrange: async () => ({
      mirrors: 'https://goproxy.corp.test',
      env: { HTTPS_PROXY: await refusedUrl() },
    }),
  },
  {
    failureClass: 'captive-portal',
    fault: 'Every mirror answers with a login page.',
    arrange: async (stage) => ({ mirrors: await stage.faulty({ kind: 'portal' }) }),
  },
  {
    failureClass: 'stall',
    fault: 'The mirror falls silent in the middle of a file.',
    arrange: async (stage) => ({
      mirrors: await stage.faulty({ kind: 'stall', afterBytes: 60 }, '.zip'),
    }),
    cure: anotherMirror,
  },
  {
    failureClass: 'http-auth',
    fault: 'The gatekeeper wants credentials.',
    arrange: async (stage) => {
      const basicAuth = { user, password };
      const { url } = await serveWithOwnAuthority(stage, '127.0.0.1', { basicAuth });
      return { mirrors: url, env: { SSL_CERT_FILE: stage.inProject('../ca.pem') } };
    },
    cure: asWritten({ input: 'mirrors', user, password }),
  },
  {
    failureClass: 'checksum-mismatch',
    fault: 'go.sum names other bytes than the mirror has.',
    arrange: async (stage) => {
      const sums = await stage.read('go.sum');
      const [sum] = alpha.sumLines;
      await stage.write(
        'go.sum',
        sums.replace(sum, sum.replace(/h1:.{43}/, `h1:${'A'.repeat(43)}`)),
      );
      return {};
    },
  },
];
