/** Lines on which no large body ever arrives in one piece. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuthority } from '../__tests__/support/certificates.ts';
import { startH2Mirror } from '../__tests__/support/h2-mirror.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { seededRandom } from '../__tests__/support/random.ts';
import { openRoom, type Room } from './harness.ts';
import { expectVerifiedOffline } from './verified.ts';

const mebibyte = 1024 * 1024;
const random = seededRandom(3);
const block = Buffer.from(Uint8Array.from({ length: 65_521 }, () => Math.floor(random() * 256)));
const large = makeModule(
  'example.com/large',
  'v1.0.0',
  { 'large.go': 'package large\n', 'data.bin': Buffer.alloc(48 * mebibyte, block) },
  { method: 'store' },
);
const small = makeModule('example.com/small', 'v1.0.0');
const modules = [large, small];
const allBytes = modules.reduce(
  (sum, { info, mod, zip }) => sum + info.length + mod.length + zip.length,
  0,
);
const cutAtBytes = 2 * mebibyte;
const everyConnectionCut = [
  { match: () => true, action: { kind: 'reset-beyond', bytes: cutAtBytes } },
] as const;

let room: Room;
let open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  room = await openRoom();
  open = [room];
  await writeProject(room.project, { requires: modules });
});

afterEach(async () => {
  for (const one of open.reverse()) await one.close();
});

async function serve(options: MirrorOptions = {}): Promise<Mirror> {
  const mirror = await startMirror({ modules, ...options });
  open.push(mirror);
  return mirror;
}

const run = (mirrors: readonly string[], env = {}) =>
  room.run({ inputs: { mirrors: mirrors.join('\n'), profile: 'intranet', cache: 'off' }, env });

const bytesFrom = (...mirrors: readonly Mirror[]) =>
  mirrors.flatMap(({ requests }) => requests).reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);

describe('every connection is cut after 2 MiB', () => {
  test('plain go fails', async () => {
    const mirror = await serve({ faults: everyConnectionCut });
    const { exitCode, output } = await room.go(['mod', 'download'], { GOPROXY: mirror.url });
    expect(exitCode).toBe(1);
    expect(output).toContain('example.com/large@v1.0.0');
  });

  test('the relay goes on where it was cut, and hardly a byte comes twice', async () => {
    const mirror = await serve({ faults: everyConnectionCut });
    const outcome = await run([mirror.url]);
    expect(outcome).toMatchObject({ exitCode: 0, outputs: { 'failure-class': '' } });
    expect(bytesFrom(mirror)).toBeLessThan(allBytes * 1.2);
    const resumed = outcome.report?.attempts.filter(
      ({ resumedAtBytes }) => resumedAtBytes !== undefined,
    );
    expect(resumed?.length).toBeGreaterThanOrEqual(Math.floor(large.zip.length / cutAtBytes));
    await expectVerifiedOffline(room);
  });

  test('the one mirror knows no Range, the second is healthy', async () => {
    const lame = await serve({ faults: everyConnectionCut, supportsRange: false });
    const healthy = await serve();
    const outcome = await run([lame.url, healthy.url]);
    expect(outcome).toMatchObject({ exitCode: 0, outputs: { 'failure-class': '' } });
    expect(bytesFrom(lame, healthy)).toBeLessThan(allBytes * 1.2);
    await expectVerifiedOffline(room);
  });
});

test('streams that a server resets over HTTP/2: plain go fails, the action speaks 1.1 and goes on', async () => {
  const authority = createAuthority();
  const authorityFile = join(room.directory, 'authority.pem');
  await writeFile(authorityFile, authority.cert);
  const mirror = await startH2Mirror({
    modules,
    certificate: authority.issue({ names: ['127.0.0.1'] }),
    cutAtBytes: 20 * mebibyte,
  });
  open.push(mirror);
  const env = { SSL_CERT_FILE: authorityFile };

  const plain = await room.go(['mod', 'download'], { ...env, GOPROXY: mirror.url });
  expect(plain.exitCode).toBe(1);
  expect(plain.output).toMatch(/example\.com\/large@v1\.0\.0.*INTERNAL_ERROR/s);
  expect(new Set(mirror.requests.map(({ httpVersion }) => httpVersion))).toEqual(new Set(['2.0']));

  const before = mirror.requests.length;
  const outcome = await run([mirror.url], env);
  expect(outcome).toMatchObject({ exitCode: 0, outputs: { 'failure-class': '' } });
  const requests = mirror.requests.slice(before);
  expect(new Set(requests.map(({ httpVersion }) => httpVersion))).toEqual(new Set(['1.1']));
  const [whole, ...rests] = requests
    .filter(({ path }) => path.includes('large') && path.endsWith('.zip'))
    .map(({ range }) => range);
  expect(whole).toBeUndefined();
  // A reset may take the last TLS record with it: asked for is what really came, and little is lost.
  const resumedAt = (outcome.report?.attempts ?? []).flatMap(
    ({ resumedAtBytes = [] }) => resumedAtBytes,
  );
  expect(rests).toEqual(resumedAt.map((bytes) => `bytes=${bytes}-`));
  expect(resumedAt.map((bytes) => Math.ceil(bytes / mebibyte))).toEqual([20, 40]);
  await expectVerifiedOffline(room);
});
