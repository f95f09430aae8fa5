/** Mirrors that want to know who asks: what gets in, and what is said of what does not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeModule } from '../__tests__/support/modules.ts';
import type { Outcome } from './harness.ts';
import { findNginx, type Nginx, startNginx } from './nginx.ts';
import { openStage, type Stage } from './stage.ts';
import { behind, startTap, type Tap } from './tap.ts';

const module = makeModule('corp.example/lib', 'v1.0.0');
const [user, password, token] = ['reader', 's3cret-word', 's3cret.bearer-token'];

let stage: Stage;

beforeEach(async () => {
  stage = await openStage([module]);
});

afterEach(() => stage.close());

const roomFile = (name: string) => join(stage.room.directory, name);

function run(
  mirrors: string,
  ca: string,
  more: { inputs?: Record<string, string>; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const inputs = { mirrors, cache: 'off', diagnose: 'never', retries: '0', ...more.inputs };
  return stage.room.run({ inputs, env: { SSL_CERT_FILE: ca, ...more.env } });
}

/** `undefined` as `said`: the module came. */
function expectEnd(outcome: Outcome, said: string | undefined): void {
  if (said === undefined) {
    expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
    return;
  }
  expect(outcome.outputs['failure-class']).toBe('http-auth');
  const messages = outcome.annotations.map(({ message }) => message).join('\n');
  expect(messages).toContain(said);
  expect(`${messages}${outcome.summary}`).not.toMatch(/s3cret|reader/);
}

const nginxProgram = await findNginx();
if (nginxProgram === undefined) console.warn('skipped: nginx with a password (there is no nginx)');
const whereNginx = nginxProgram === undefined ? describe.skip : describe;

whereNginx('nginx over TLS with a user and a password', () => {
  let nginx: Nginx;

  beforeEach(async () => {
    const root = await stage.writeModules();
    const directory = roomFile('nginx');
    nginx = await startNginx(nginxProgram ?? '', { directory, root, user, password });
    await writeFile(roomFile('ca.pem'), nginx.authority);
  });

  afterEach(() => nginx.close());

  const netrc = (machine: string, word: string) =>
    writeFile(roomFile('netrc'), `machine ${machine} login ${user} password ${word}\n`);

  test.each<
    [
      string,
      (host: string) => { userInfo?: string; machine?: string; word?: string },
      string | undefined,
    ]
  >([
    ['the URL', () => ({ userInfo: `${user}:${password}@` }), undefined],
    ['netrc with the port', (host) => ({ machine: host, word: password }), undefined],
    ['netrc without the port', () => ({ machine: '127.0.0.1', word: password }), undefined],
    ['nothing', () => ({}), 'sent along: no credentials'],
    [
      'wrong ones in the URL',
      () => ({ userInfo: `${user}:s3cret-other@` }),
      "sent along: user and password of the mirror's URL",
    ],
    [
      'wrong ones in netrc',
      (host) => ({ machine: host, word: 's3cret-other' }),
      'sent along: `machine 127.0.0.1:',
    ],
  ])(
    'gets %s',
    async (_name, choose, said) => {
      const host = `127.0.0.1:${nginx.port}`;
      const { userInfo = '', machine = 'elsewhere.example', word = 'x' } = choose(host);
      await netrc(machine, word);
      const mirror = `https://${userInfo}${host}/goproxy`;
      expectEnd(await run(mirror, roomFile('ca.pem'), { env: { NETRC: roomFile('netrc') } }), said);
    },
    60_000,
  );
});

describe('a mirror that wants a bearer token', () => {
  let tap: Tap;

  afterEach(() => tap.close());

  test.each<[string, string | undefined, string | undefined]>([
    ['its token', token, undefined],
    ['another token', 's3cret-other', 'sent along: the token of the input `mirror-token`'],
    ['none', undefined, 'sent along: no credentials'],
  ])(
    'gets %s',
    async (_name, given, said) => {
      tap = await startTap(
        {
          'bearer.test': behind(`Bearer ${token}`, ({ url = '' }, response) => {
            const kind = /\.(info|mod|zip)$/.exec(url)?.[1] as 'info' | 'mod' | 'zip' | undefined;
            if (kind !== undefined && url.includes(module.path)) response.end(module[kind]);
            else response.writeHead(404).end();
          }),
        },
        { user: 'runner', password: 's3cret-proxy-word' },
      );
      await writeFile(roomFile('ca.pem'), tap.authority);
      const inputs: Record<string, string> =
        given === undefined ? {} : { 'mirror-token': `bearer.test=${given}` };
      const env = { HTTPS_PROXY: tap.proxyUrl };
      const outcome = await run('https://bearer.test', roomFile('ca.pem'), { inputs, env });
      await tap.close();
      expectEnd(outcome, said);
    },
    60_000,
  );
});
