import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFaults } from './faults-json.ts';
import { isolateGo } from './go-environment.ts';
import { startMirror } from './mirror.ts';
import { type MirrorProcess, startMirrorProcess } from './mirror-process.ts';
import { makeModule, writeGoMod } from './modules.ts';
import { seedFromGo } from './seed.ts';

const leaf = makeModule('example.com/leaf', 'v1.0.0');
const infoPath = '/example.com/leaf/@v/v1.0.0.info';
const processLimitMs = 60_000;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'support-serve-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const started: MirrorProcess[] = [];
afterEach(async () => {
  for (const mirror of started.splice(0)) await mirror.kill();
});
async function startProcess(args: readonly string[]): Promise<MirrorProcess> {
  const mirror = await startMirrorProcess(args);
  started.push(mirror);
  return mirror;
}

/** A go.mod nobody seeded before, so that the seed is really made here. */
const freshGoMod = () =>
  writeGoMod({ module: `seed.test/n${process.hrtime.bigint()}`, requires: [leaf] });
const goSum = `${leaf.sumLines.join('\n')}\n`;
const goEnvironment = (goproxy: string) => isolateGo(scratch, goproxy);

describe('seed and serve', () => {
  test(
    'what the real go downloaded is served from a process that can be killed',
    async () => {
      const origin = await startMirror({ modules: [leaf] });
      const goMod = freshGoMod();
      const directory = await seedFromGo(goMod, goSum, goEnvironment(origin.url));
      const asked = origin.requests.length;
      expect(await seedFromGo(goMod, goSum, goEnvironment('off'))).toBe(directory);
      expect(origin.requests).toHaveLength(asked);
      await origin.close();

      const faults = [{ match: '~zip$', times: 1, action: { kind: 'status', status: 503 } }];
      const mirror = await startProcess([
        ...['--directory', directory],
        ...['--base-path', '/go'],
        ...['--faults', JSON.stringify(faults)],
        ...['--user', 'alice', '--password', 's3cret'],
      ]);
      const headers = { authorization: `Basic ${Buffer.from('alice:s3cret').toString('base64')}` };
      const zipUrl = `${mirror.url}/example.com/leaf/@v/v1.0.0.zip`;
      // A fault stands before authorization, as a gateway in trouble does.
      expect((await fetch(zipUrl)).status).toBe(503);
      expect((await fetch(zipUrl)).status).toBe(401);
      expect((await fetch(zipUrl, { headers })).status).toBe(200);
      const info = await fetch(`${mirror.url}${infoPath}`, { headers });
      expect(await info.json()).toMatchObject({ Version: 'v1.0.0' });
      await mirror.kill();
      await expect(fetch(zipUrl)).rejects.toThrow();
      await rm(join(directory, '../..'), { recursive: true });
    },
    processLimitMs,
  );

  test(
    'a failed download leaves no seed',
    async () => {
      const broken = await startMirror({ faults: [{ match: '/', action: { kind: 'html' } }] });
      const goMod = freshGoMod();
      await expect(seedFromGo(goMod, goSum, goEnvironment(broken.url))).rejects.toThrow();
      await broken.close();
      await expect(seedFromGo(goMod, goSum, goEnvironment('off'))).rejects.toThrow();
    },
    processLimitMs,
  );

  test(
    'SIGTERM ends a served mirror, and it tells what is wrong with its arguments',
    async () => {
      const mirror = await startProcess(['--directory', scratch]);
      await mirror.kill('SIGTERM');
      await mirror.kill();
      await expect(startMirrorProcess([])).rejects.toThrow('--directory DIR is needed');
    },
    processLimitMs,
  );
});

describe('faults as JSON', () => {
  test('substring and pattern', () => {
    const text = JSON.stringify([
      { match: '.zip', after: 1, action: { kind: 'truncate', afterBytes: 9, framing: 'chunked' } },
      { match: '~\\.mod$', action: { kind: 'never-answer' } },
    ]);
    expect(parseFaults(text)).toEqual([
      { match: '.zip', after: 1, action: { kind: 'truncate', afterBytes: 9, framing: 'chunked' } },
      { match: /\.mod$/, action: { kind: 'never-answer' } },
    ]);
  });

  test.each([
    ['no JSON', '{', ['faults are not JSON']],
    ['no array', '{}', ['must be a JSON array']],
    [
      'every problem at once',
      JSON.stringify([
        1,
        { match: '~(', times: 'x', typo: 1, action: { kind: 'nope' } },
        { match: 'a', action: { kind: 'truncate', framing: 'tin', extra: 1 } },
      ]),
      [
        'faults[0]: must be an object',
        'faults[1]: times must be a number',
        'faults[1]: unknown field typo',
        'Invalid regular expression',
        'faults[1]: action.kind must be one of latency,',
        'faults[2].action: afterBytes must be a number',
        'faults[2].action: framing must be one of length, chunked, close',
        'faults[2].action: unknown field extra',
      ],
    ],
  ])('%s', (_, text, expected) => {
    let message = '';
    try {
      parseFaults(text);
    } catch (error) {
      message = String(error);
    }
    for (const part of expected) expect(message).toContain(part);
  });
});
