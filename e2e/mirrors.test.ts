import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../__tests__/support/faults.ts';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';
import { refusedUrl } from './places.ts';
import { seedStarter, starter } from './seed.ts';
import { expectVerifiedOffline } from './verified.ts';

/** Modules that the starter requires, by its go.mod. */
const starterModules = 35;

/** Small ones: what unpacking large ones takes is most of a test's time, and varies by more than what is measured. */
const modules = Array.from({ length: 40 }, (_, i) => makeModule(`example.com/m${i}`, 'v1.0.0'));

let room: Room;
let mirrors: Mirror[];

beforeEach(async () => {
  mirrors = [];
  room = await openRoom();
  await writeProject(room.project, { requires: modules });
});

afterEach(async () => {
  for (const mirror of mirrors) await mirror.close();
  await room.close();
});

async function serve(...faults: Fault[]): Promise<Mirror> {
  const mirror = await startMirror({ modules, faults });
  mirrors.push(mirror);
  return mirror;
}

const always = (action: Fault['action']): Fault => ({ match: '', action });
const always503 = always({ kind: 'status', status: 503 });
const neverAnswers = always({ kind: 'never-answer' });

function ofLevel(outcome: Outcome, level: string) {
  return outcome.annotations.filter((annotation) => annotation.level === level);
}

/** Short limits, so that a test of failures ends in seconds. */
const impatient = { 'connect-timeout': '2s', 'stall-timeout': '2s' };

describe('a healthy network', () => {
  test('go waits for no round trip per module: all is on its way before it asks', async () => {
    // Plain go asks for one .info after the other, and would wait for the second for ever.
    const mirror = await serve();
    const all = mirror.waitForRequest(() => mirror.requestsFor('.info').length >= modules.length);
    mirror.setFaults([{ match: '.info', action: { kind: 'hold', until: all } }]);
    // Its long limits: on a busy machine a silence of 3 s would have a file asked for again.
    const outcome = await room.run({ inputs: { mirrors: mirror.url, profile: 'cross-border' } });
    expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
    // The probe has asked for a go.mod file.
    const paths = mirror.requests.map(({ path }) => path).filter((path) => !path.endsWith('.mod'));
    expect(new Set(paths).size).toBe(paths.length);
    await expectVerifiedOffline(room);
  });

  test('the example project: success, then an exact hit of the local cache without a request', async () => {
    await cp(starter, room.project, { recursive: true });
    const mirror = await startMirror({ directory: await seedStarter() });
    mirrors.push(mirror);
    const first = await room.run({ inputs: { mirrors: mirror.url } });
    expect(first.exitCode).toBe(0);
    expect(first.annotations).toEqual([]);
    expect(first.outputs).toMatchObject({
      'cache-hit': 'false',
      'cache-matched-key': '',
      'failure-class': '',
      goproxy: mirror.url,
      modules: String(starterModules),
      attempts: String(mirror.requests.length),
    });
    expect(first.outputs['cache-key']).not.toBe('');
    expect(first.outputs['go-version']).toMatch(/^\d+\.\d+/);
    expect(Number(first.outputs['downloaded-bytes'])).toBeGreaterThan(1_000_000);
    expect(first.exported).toMatchObject({ GOPROXY: mirror.url });
    expect(first.summary).toContain('35 modules');
    await expectVerifiedOffline(room);

    await room.emptyModuleCache();
    const requestsBefore = mirror.requests.length;
    const second = await room.run({ inputs: { mirrors: mirror.url } });
    expect(second.exitCode).toBe(0);
    expect(mirror.requests.length - requestsBefore).toBe(0);
    expect(second.outputs).toMatchObject({
      'cache-hit': 'true',
      'cache-key': first.outputs['cache-key'],
      'cache-matched-key': first.outputs['cache-key'],
      modules: String(starterModules),
      attempts: '0',
      'downloaded-bytes': '0',
      'failure-class': '',
    });
    await expectVerifiedOffline(room);
  }, 300_000);

  test('a terminal needs nothing of GitHub', async () => {
    const mirror = await serve();
    const outcome = await room.run({ inputs: { mirrors: mirror.url }, place: 'terminal' });
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(outcome.stdout).not.toContain('::');
    await expectVerifiedOffline(room);
  });
});

describe('dead mirrors', () => {
  test('three dead ones before a good one cost at most 3 s and one warning each', async () => {
    const good = await serve();
    const alone = await room.run({ inputs: { mirrors: good.url, cache: 'off' } });
    expect(alone.exitCode).toBe(0);
    await room.emptyModuleCache();

    const refused = await refusedUrl();
    const failing = await serve(always503);
    const silent = await serve(neverAnswers);
    const list = [refused, failing.url, silent.url, good.url];
    const outcome = await room.run({ inputs: { mirrors: list.join('\n'), cache: 'off' } });
    expect(outcome.exitCode).toBe(0);
    expect(outcome.wallMs - alone.wallMs).toBeLessThan(3_000);
    expect(ofLevel(outcome, 'error')).toEqual([]);
    expect(
      ofLevel(outcome, 'warning')
        .map(({ failureClass, message }) => [
          failureClass,
          list.find((url) => message.includes(url.replace('http://', ''))),
        ])
        .sort(),
    ).toEqual([
      ['connect-refused', refused],
      ['http-server', failing.url],
      ['stall', silent.url],
    ]);
    expect(outcome.exported['GOPROXY']).toBe(good.url);
    expect(outcome.report?.mirrors.map(({ state }) => state)).toEqual([
      'failing',
      'failing',
      'failing',
      'healthy',
    ]);
    expect([failing.requests.length, silent.requests.length]).toEqual([1, 1]);
    await expectVerifiedOffline(room);
  });

  const allDead: readonly {
    readonly name: string;
    readonly make: () => Promise<readonly string[]>;
    readonly failureClass: string;
    readonly atMostMs: number;
  }[] = [
    {
      name: 'refused ports',
      make: async () => [await refusedUrl(), await refusedUrl()],
      failureClass: 'connect-refused',
      atMostMs: 5_000,
    },
    {
      name: 'status 503',
      make: async () => [(await serve(always503)).url, (await serve(always503)).url],
      failureClass: 'http-server',
      atMostMs: 5_000,
    },
    {
      name: 'three kinds: the class of the first',
      make: async () => [await refusedUrl(), (await serve(always503)).url],
      failureClass: 'connect-refused',
      atMostMs: 5_000,
    },
    {
      name: 'silence after accepting',
      make: async () => [(await serve(neverAnswers)).url],
      failureClass: 'stall',
      // Two passes over one mirror, 10 s each to the first byte in the profile, and the start of everything.
      atMostMs: 25_000,
    },
  ];

  test.each(allDead)('all dead, $name', async ({ make, failureClass, atMostMs }) => {
    const urls = await make();
    // The limits of the verdict are measured; the look into the network after it has its own.
    const diagnose = 'never';
    const inputs = { mirrors: urls.join('\n'), profile: 'intranet', diagnose, ...impatient };
    const outcome = await room.run({ inputs });
    expect(outcome.exitCode).toBe(1);
    const errors = ofLevel(outcome, 'error');
    expect(errors.map((error) => error.failureClass)).toEqual([failureClass]);
    expect(errors[0]?.message).toContain('What to do: ');
    expect(outcome.outputs).toMatchObject({
      'failure-class': failureClass,
      'cache-hit': 'false',
      goproxy: '',
      modules: '0',
    });
    expect(outcome.exported).toEqual({});
    expect(outcome.report?.failure).toMatchObject({ class: failureClass });
    expect(outcome.wallMs).toBeLessThan(atMostMs);
  });

  test('all dead on a terminal: the same words on stderr', async () => {
    const inputs = { mirrors: await refusedUrl(), profile: 'intranet', ...impatient };
    const outcome = await room.run({ inputs, place: 'terminal' });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr.match(/^error: /gm)).toHaveLength(1);
    expect(outcome.stderr).toMatch(/^error: connect-refused: /m);
    expect(outcome.stderr).toContain('What to do: ');
  });
});

describe('wrong bytes', () => {
  const zip = 'example.com/m7/@v/v1.0.0.zip';
  /** A true zip, of another content, under the wanted name. */
  const other = makeModule('example.com/m7', 'v1.0.0', { 'evil.go': 'package evil\n' });
  const wrong: Fault = {
    match: zip,
    action: { kind: 'body', body: other.zip, contentType: 'application/zip' },
  };

  test('of one mirror: refused, the next one serves, one warning', async () => {
    const bad = await serve(wrong);
    const good = await serve();
    const outcome = await room.run({ inputs: { mirrors: `${bad.url}\n${good.url}` } });
    expect(outcome.exitCode).toBe(0);
    expect(bad.requestsFor(zip)).toHaveLength(1);
    expect(good.requestsFor(zip)).toHaveLength(1);
    expect(outcome.annotations).toMatchObject([
      { level: 'warning', failureClass: 'checksum-mismatch' },
    ]);
    expect(outcome.outputs['failure-class']).toBe('');
    await expectVerifiedOffline(room);
  });

  test('of all mirrors: an error on the line of go.sum, at most 4 requests for the zip', async () => {
    const all = [await serve(wrong), await serve(wrong)];
    const outcome = await room.run({ inputs: { mirrors: all.map(({ url }) => url).join('\n') } });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.outputs['failure-class']).toBe('checksum-mismatch');
    const sums = (await readFile(join(room.project, 'go.sum'), 'utf8')).split('\n');
    const line = sums.findIndex((text) => text.startsWith('example.com/m7 v1.0.0 h1:')) + 1;
    expect(ofLevel(outcome, 'error')).toMatchObject([
      { failureClass: 'checksum-mismatch', file: 'go.sum', line },
    ]);
    const requests = all.flatMap((mirror) => mirror.requestsFor(zip));
    expect(requests.length).toBeLessThanOrEqual(4);
  });
});
