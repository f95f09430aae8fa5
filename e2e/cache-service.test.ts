import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { unpackEntry } from './cache-service/archive.ts';
import { type Call, describeCall } from './cache-service/calls.ts';
import type { CacheFault } from './cache-service/faults.ts';
import {
  type CacheServers,
  type CacheService,
  openCacheService,
  startCacheServers,
} from './cache-service/service.ts';
import { methodRequest, prepare, type Seen, see } from './cache-service/wire.ts';

const client = fileURLToPath(new URL('./cache-service/client.js', import.meta.url));
const run = promisify(execFile);
/** Incompressible, so that what a fault is to cut is as long in the archive. */
const content = randomBytes(1_000_000);

let servers: CacheServers;
let service: CacheService;

beforeAll(async () => {
  servers = await startCacheServers();
}, 300_000);

afterAll(() => servers.stop());

beforeEach(async () => {
  service = await openCacheService(servers);
});

afterEach(() => service.close());

describe('the client of actions', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-client-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  async function use(...args: readonly string[]) {
    const env = { PATH: process.env['PATH'], RUNNER_TEMP: directory, ...service.env };
    const { stdout } = await run(process.execPath, [client, ...args], { cwd: directory, env });
    return { output: stdout, result: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') };
  }

  test('misses, saves, hits by key and by prefix, and cannot save a key twice', async () => {
    const files = join(directory, 'files');
    const file = join(files, 'content');
    await mkdir(files);
    expect(await use('restore', files, 'a-1')).toMatchObject({ result: null });

    await writeFile(file, content);
    expect(await use('save', files, 'a-1')).toMatchObject({ result: 1 });
    await rm(files, { recursive: true });

    expect(await use('restore', files, 'a-1')).toMatchObject({ result: 'a-1' });
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(await use('restore', files, 'a-2', 'b-', 'a-')).toMatchObject({ result: 'a-1' });

    const refused = await use('save', files, 'a-1');
    expect(refused.result).toBe(-1);
    expect(refused.output).toContain('already exists');

    expect(service.calls.map(describeCall)).toEqual([
      'lookup 200',
      ...['reserve 200', 'upload 201', 'finalize 200'],
      ...['lookup 200', 'download 200'],
      ...['lookup 200', 'download 200'],
      'reserve 409',
    ]);
    const [entry] = service.entries;
    if (entry === undefined) throw new Error('no entry');
    const unpacked = [...(await unpackEntry(servers.store, entry)).values()];
    expect(unpacked.map((bytes) => bytes.equals(content))).toEqual([true]);
  });
});

describe('the service', () => {
  const status = async (seen: Promise<Seen>) => {
    const answer = await seen;
    return answer.kind === 'answer' ? answer.status : answer.kind;
  };

  test('wants its token', async () => {
    const request = methodRequest({ ...service, token: 'other' }, 'lookup', {});
    expect(await status(see(request))).toBe(401);
  });

  test('does not finish an entry of another size than announced', async () => {
    await prepare(service, 'finalize', content);
    const [entry] = service.entries;
    const size_bytes = content.length - 1;
    const request = methodRequest(service, 'finalize', { ...entry, size_bytes });
    expect(await status(see(request))).toBe(400);
    expect(service.entries).toMatchObject([{ isFinished: false }]);
  });

  test('takes no half archive for one', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'gmr-e2e-half-')), 'content');
    await writeFile(file, content);
    const archive = `${file}.tar.zst`;
    await run('tar', [
      '--use-compress-program=zstd',
      '-cf',
      archive,
      '-C',
      join(file, '..'),
      'content',
    ]);
    const whole = await readFile(archive);
    await rm(join(file, '..'), { recursive: true });
    await see(await prepare(service, 'finalize', whole.subarray(0, whole.length / 2)));
    const [entry] = service.entries;
    if (entry === undefined) throw new Error('no entry');
    await expect(unpackEntry(servers.store, entry)).rejects.toThrow();
  });
});

describe('faults on the wire', () => {
  type Expected = Seen['kind'] | 503 | 'lost';
  const table: readonly (readonly [Call, CacheFault['kind'], Expected])[] = [
    ...(['lookup', 'reserve', 'finalize'] as const).flatMap((call) => [
      [call, 'reset', 'reset'] as const,
      [call, 'stall', 'silence'] as const,
      [call, '5xx', 503] as const,
      [call, 'cut', 'broken body'] as const,
    ]),
    ['download', 'reset', 'reset'],
    ['download', 'stall', 'silence'],
    ['download', 'stall-in-body', 'silence in body'],
    ['download', '5xx', 503],
    ['download', 'cut', 'broken body'],
    ['upload', 'reset', 'reset'],
    ['upload', 'stall', 'silence'],
    ['upload', '5xx', 503],
    ['upload', 'cut', 'lost'],
  ];

  const word = (seen: Seen, kind: CacheFault['kind']) => {
    if (seen.kind === 'answer') return seen.status;
    // A cut upload ends in RST or not, depending on what was still to be read.
    return kind === 'cut' && /^(reset|closed)$/.test(seen.kind) ? 'lost' : seen.kind;
  };
  /** Long enough for the start of a body even on a busy machine. */
  const patienceFor = (kind: CacheFault['kind']) =>
    kind === 'stall' ? 400 : kind === 'stall-in-body' ? 2_000 : 10_000;
  const success = (call: Call) => (call === 'upload' ? 201 : 200);

  test.each(table)('%s, %s: %s, twice and no more', async (call, kind, expected) => {
    const request = await prepare(service, call, content);
    const callsBefore = service.calls.length;
    await service.setFault({ call, kind, times: 2 } as CacheFault);
    const seen: Seen[] = [];
    for (const harmed of [1, 2]) {
      seen.push(await see(request, patienceFor(kind)));
      await service.untilHarmed(harmed);
    }
    seen.push(await see(request));
    expect(seen.map((one) => word(one, kind))).toEqual([expected, expected, success(call)]);
    expect(service.calls.slice(callsBefore).map(describeCall)).toEqual([
      `${call} ${kind}`,
      `${call} ${kind}`,
      `${call} ${success(call)}`,
    ]);
    const [, , last] = seen;
    if (call === 'download')
      expect(last?.kind === 'answer' && last.body.equals(content)).toBe(true);
  });

  test.each(table)('%s, %s: the calls before it do not suffer', async (call, kind) => {
    await service.setFault({ call, kind } as CacheFault);
    const seen = await see(await prepare(service, call, content), patienceFor(kind));
    expect(word(seen, kind)).not.toBe(success(call));
    expect(service.calls.map(describeCall).slice(0, -1)).toEqual(
      service.calls.slice(0, -1).map((before) => `${before.call} ${success(before.call)}`),
    );
  });

  const lost: readonly (readonly [Call, 'reset' | 'stall', Expected, second: number])[] = [
    ['reserve', 'reset', 'reset', 409],
    ['reserve', 'stall', 'silence', 409],
    ['upload', 'reset', 'reset', 201],
    ['finalize', 'reset', 'reset', 200],
  ];

  test.each(lost)(
    '%s, %s of the answer only: %s, then %i',
    async (call, kind, expected, second) => {
      const request = await prepare(service, call, content);
      await service.setFault({ call, kind, times: 1, isRequestDone: true });
      const seen = [await see(request, patienceFor(kind)), await see(request)];
      expect(seen.map((one) => word(one, kind))).toEqual([expected, second]);
    },
  );
});
