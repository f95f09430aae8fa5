import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CacheKey } from '../../src/cache/key.ts';
import type { CallKind } from '../../src/cache-service/calls.ts';
import { type GithubCache, openGithubCache } from '../../src/cache-service/github-cache.ts';
import { findServicePlace } from '../../src/cache-service/place.ts';
import type { Effects, Environment } from '../../src/effects.ts';
import { FailureError } from '../../src/failure.ts';
import { limitsFor } from '../../src/resilience/profiles.ts';
import { realClock } from '../network/support/clock.ts';
import {
  type ScriptedService,
  type ServiceFault,
  startScriptedService,
} from './support/scripted-service.ts';

// The client is a process of its own that loads 3 MB, several times in a test.
jest.setTimeout(60_000);

const clientScript = fileURLToPath(new URL('../../src/cache-service/client.js', import.meta.url));
const token = 'token-of-the-job';
const files = ['m/@v/v1.0.0.info', 'm/@v/v1.0.0.mod', 'm/@v/v1.0.0.zip'];
const key: CacheKey = {
  key: 'gmr-v1__a_b',
  restorePrefix: 'gmr-v1__a_',
  parts: { version: 'gmr-v1', suffix: '', modulePaths: 'a', contents: 'b' },
};
const older: CacheKey = { ...key, key: 'gmr-v1__a_older' };

let directory: string;
let service: ScriptedService;
let lines: string[];
const end = { limitMs: 60_000, signal: new AbortController().signal };

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gmr-cache-service-'));
  service = await startScriptedService(token);
  lines = [];
});

afterEach(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

function open(variables: Environment = {}): GithubCache {
  const env: Environment = {
    PATH: process.env['PATH'],
    ACTIONS_RESULTS_URL: service.url,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RUNTIME_TOKEN: token,
    ...variables,
  };
  const place = findServicePlace(env);
  if (!place) throw new Error('no service in the environment');
  const effects: Effects = {
    clock: realClock,
    random: () => 0,
    log: {
      info: (line) => void lines.push(line),
      debug: (line) => void lines.push(line),
      startGroup: () => {},
      endGroup: () => {},
    },
    env,
    platform: process.platform,
  };
  return openGithubCache({
    effects,
    place,
    limits: limitsFor('intranet', { connectMs: 1_000, stallMs: 300 }),
    http: async () => ({ router: () => ({ kind: 'direct' }), certificates: [] }),
    directory,
    clientScript,
  });
}

/** A module cache's download directory that holds `names`. */
async function moduleCache(names: readonly string[], content = 'content'): Promise<string> {
  const root = await mkdtemp(path.join(directory, 'modules-'));
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), `${content} of ${name}`);
  }
  return root;
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function failureOf(outcome: Promise<unknown>): Promise<FailureError['failure']> {
  const thrown = await outcome.then(
    (value) => new Error(`nothing failed: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof FailureError) return thrown.failure;
  throw thrown;
}

describe('with a service that works', () => {
  test('a miss, a save, an exact hit, and another save that finds the key taken', async () => {
    const cache = open();
    expect(await cache.restore(key, files, await moduleCache([]), end)).toEqual({
      kind: 'missed',
    });
    const full = await moduleCache([...files, 'm/@v/v1.0.0.ziphash', 'm/@v/list']);
    expect(await cache.save(key, files, full, end)).toMatchObject({ kind: 'saved', files: 3 });

    const empty = await moduleCache([]);
    expect(await cache.restore(key, files, empty, end)).toMatchObject({
      kind: 'restored',
      matchedKey: key.key,
      restored: { names: files },
    });
    expect(await filesBelow(empty)).toEqual(files);
    expect(await readFile(path.join(empty, files[2] ?? ''), 'utf8')).toBe(`content of ${files[2]}`);
    expect(await cache.save(key, files, full, end)).toEqual({ kind: 'taken' });
  });

  test('an archive of other versions: what the job names and lacks, and nothing else', async () => {
    const cache = open();
    const extra = ['m/@v/v0.9.0.zip', 'other/@v/v1.0.0.zip'];
    const all = [...files, ...extra];
    await cache.save(older, all, await moduleCache(all), end);
    const target = await moduleCache(files.slice(0, 1), 'own');
    const outcome = await cache.restore(key, files, target, end);

    expect(outcome).toMatchObject({ matchedKey: older.key, restored: { names: files.slice(1) } });
    expect(await filesBelow(target)).toEqual(files);
    expect(await readFile(path.join(target, files[0] ?? ''), 'utf8')).toBe(`own of ${files[0]}`);
  });

  test('the client knows neither the token nor where the service is', async () => {
    await open().restore(key, files, await moduleCache([]), end);
    expect(service.calls.map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`]);
    expect(lines.join('\n')).not.toContain(token);
    expect(lines.join('\n')).not.toContain(new URL(service.url).host);
  });

  test('nothing of an operation is left behind', async () => {
    const before = await readdir(directory);
    const cache = open();
    const target = await moduleCache(files);
    await cache.save(key, files, target, end);
    await cache.restore(key, files, target, end);
    expect(await readdir(directory)).toEqual([...before, path.basename(target)].sort());
  });
});

describe('what @actions/cache decides', () => {
  test('no service that it can use', async () => {
    const env = { ACTIONS_CACHE_SERVICE_V2: undefined };
    expect(await open(env).restore(key, files, await moduleCache([]), end)).toEqual({
      kind: 'unavailable',
    });
  });

  test.each([
    ['none', 'denied', 'denied'],
    ['read', 'missed', 'denied'],
    ['write-only', 'denied', 'saved'],
  ])('ACTIONS_CACHE_MODE=%s', async (mode, restored, saved) => {
    const cache = open({ ACTIONS_CACHE_MODE: mode });
    const full = await moduleCache(files);
    expect(await cache.restore(key, files, full, end)).toMatchObject({ kind: restored });
    expect(await cache.save(key, files, full, end)).toMatchObject({ kind: saved });
  });

  test('a token that may only read: no failure', async () => {
    const body = JSON.stringify({ code: 'permission_denied', msg: 'cache write denied: fork' });
    service.break('reserve', { kind: 'status', status: 403, body });
    const outcome = await open().save(key, files, await moduleCache(files), end);
    expect(outcome).toEqual({ kind: 'denied', why: expect.stringContaining('cache write denied') });
  });
});

const once: readonly (readonly [string, CallKind, ServiceFault])[] = [
  ['lookup', 'lookup', { kind: 'reset' }],
  ['lookup', 'lookup', { kind: 'status', status: 503 }],
  ['lookup', 'lookup', { kind: 'status', status: 429 }],
  ['download', 'download', { kind: 'reset' }],
  ['download', 'download', { kind: 'cut', afterBytes: 100 }],
  ['download', 'download', { kind: 'status', status: 500 }],
  ['reservation', 'reserve', { kind: 'reset' }],
  ['reservation', 'reserve', { kind: 'status', status: 502 }],
  ['upload', 'upload', { kind: 'reset' }],
  ['upload', 'upload', { kind: 'status', status: 503 }],
  ['completion', 'finalize', { kind: 'reset' }],
  ['completion', 'finalize', { kind: 'reset-after' }],
  ['completion', 'finalize', { kind: 'status', status: 500 }],
];

describe('a fault that passes', () => {
  test.each(once)('%s: %s %j', async (_, kind, fault) => {
    const cache = open();
    service.break(kind, fault);
    const full = await moduleCache(files);
    if (kind === 'lookup') {
      expect(await cache.restore(key, files, full, end)).toEqual({ kind: 'missed' });
      return;
    }
    expect(await cache.save(key, files, full, end)).toMatchObject({ kind: 'saved' });
    const target = await moduleCache([]);
    expect(await cache.restore(key, files, target, end)).toMatchObject({ kind: 'restored' });
    expect(await filesBelow(target)).toEqual(files);
  });
});

test.each([
  ['goes on where it broke', true],
  ['takes it from the start again and leaves out what it has', false],
])('an archive cut twice %s', async (_, honoursRange) => {
  const cache = open();
  await cache.save(key, files, await moduleCache(files), end);
  const size = service.archives.get(key.key)?.length ?? 0;
  service.honoursRange = honoursRange;
  service.break('download', { kind: 'cut', afterBytes: 50 }, { kind: 'cut', afterBytes: 60 });
  const target = await moduleCache([]);
  expect(await cache.restore(key, files, target, end)).toMatchObject({
    kind: 'restored',
    archiveBytes: size,
  });
  const ranges = service.calls.filter(({ kind }) => kind === 'download').map(({ range }) => range);
  expect(ranges).toEqual([undefined, 'bytes=50-', honoursRange ? 'bytes=110-' : 'bytes=60-']);
});

const thrice = (fault: ServiceFault) => [fault, fault, fault];

describe('a fault that stays', () => {
  test.each<[CallKind, ServiceFault, string]>([
    ['lookup', { kind: 'reset' }, 'connection-reset'],
    ['lookup', { kind: 'status', status: 503 }, 'http-server'],
    ['download', { kind: 'reset' }, 'connection-reset'],
    ['download', { kind: 'cut', afterBytes: 0 }, 'connection-reset'],
    ['reserve', { kind: 'status', status: 500 }, 'http-server'],
    ['upload', { kind: 'reset' }, 'connection-reset'],
    ['finalize', { kind: 'status', status: 503 }, 'http-server'],
  ])('in the %s: %j', async (kind, fault, because) => {
    const cache = open();
    const full = await moduleCache(files);
    if (kind === 'download') await cache.save(key, files, full, end);
    service.break(kind, ...thrice(fault));
    const isRestore = kind === 'lookup' || kind === 'download';
    const operation = isRestore
      ? cache.restore(key, files, await moduleCache([]), end)
      : cache.save(key, files, full, end);
    expect(await failureOf(operation)).toMatchObject({
      class: 'cache-service',
      because: { class: because },
      detail: expect.stringContaining(`3 times: ${because}`),
    });
    if (!isRestore) expect(service.archives.size).toBe(0);
  });

  test('a reservation that may have been made is no key of another job', async () => {
    service.break('reserve', { kind: 'reset-after' });
    const saved = open().save(key, files, await moduleCache(files), end);
    expect(await failureOf(saved)).toMatchObject({
      class: 'cache-service',
      because: { class: 'connection-reset' },
    });
  });

  test('a refusal is told in the words of the service, after one try', async () => {
    service.break('lookup', { kind: 'status', status: 400, body: '{"msg":"bad version"}' });
    const restored = open().restore(key, files, await moduleCache([]), end);
    expect(await failureOf(restored)).toMatchObject({
      class: 'cache-service',
      detail: expect.stringContaining('bad version'),
    });
    expect(service.calls).toHaveLength(1);
  });

  test('a disk that fills up while tar works is no fault of the service', async () => {
    const programs = path.join(directory, 'programs');
    await mkdir(programs);
    const script =
      '#!/bin/sh\necho "tar: modules/x: Cannot write: No space left on device" >&2\nexit 2\n';
    await writeFile(path.join(programs, 'tar'), script, { mode: 0o755 });
    const cache = open({ PATH: `${programs}:${process.env['PATH']}` });
    expect(await failureOf(cache.save(key, files, await moduleCache(files), end))).toMatchObject({
      class: 'disk-full',
      detail: expect.stringContaining('No space left on device'),
    });
  });

  test('an archive that is none', async () => {
    service.archives.set(key.key, Buffer.from('no archive at all'));
    const restored = open().restore(key, files, await moduleCache([]), end);
    expect(await failureOf(restored)).toMatchObject({
      class: 'cache-service',
      isArchiveDamaged: true,
    });
  });
});

test('does not wait for a silent service longer than it may', async () => {
  service.break('lookup', { kind: 'silence' });
  const short = { ...end, limitMs: 1_500 };
  const restored = open().restore(key, files, await moduleCache([]), short);
  expect(await failureOf(restored)).toEqual({
    class: 'cache-service',
    detail: "the lookup did not end within 1.5s, the cache's part of the time of the step",
  });
});

test('ends at once, and leaves nothing, when the run is over', async () => {
  const over = new AbortController();
  const reason = new FailureError({ class: 'cancelled', detail: 'over' });
  service.break('lookup', { kind: 'silence' });
  const restored = open().restore(key, files, await moduleCache([]), {
    ...end,
    signal: over.signal,
  });
  while (service.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  over.abort(reason);
  await expect(restored).rejects.toBe(reason);
  expect((await readdir(directory)).filter((name) => name.startsWith('cache-'))).toEqual([]);
});
