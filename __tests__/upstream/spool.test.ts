import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FailureError } from '../../src/failure.ts';
import { diskFailure } from '../../src/upstream/intake.ts';
import { SpoolSpace } from '../../src/upstream/spool.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';

const mebibyte = 1024 * 1024;
const memoryPerFile = 8 * mebibyte;
const memoryTotal = 32 * mebibyte;
const noLimit = 1e12;

let directory: string;
let spool: SpoolSpace;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-spool-'));
  spool = new SpoolSpace(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function* body(...chunks: (Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

function take(chunks: (Buffer | Error)[], limitBytes = noLimit) {
  return spool.take(body(...chunks), limitBytes, () => {});
}

/** How much memory the spool believes to be in use: a file of a byte goes to disk only beyond the total. */
async function roomInMemory(): Promise<number> {
  const filler = Buffer.alloc(mebibyte);
  const held = [];
  for (let count = 0; ; count += 1) {
    const file = await take([filler]);
    held.push(file);
    if (file.kind === 'memory') continue;
    for (const one of held) await spool.release(one);
    return count * mebibyte;
  }
}

describe('where a file is kept', () => {
  test.each<[string, number, 'memory' | 'disk']>([
    ['nothing', 0, 'memory'],
    ['exactly the limit of one file', memoryPerFile, 'memory'],
    ['one byte more', memoryPerFile + 1, 'disk'],
  ])('%s', async (_name, size, kind) => {
    const bytes = Buffer.alloc(size, 'module');
    const half = Math.floor(size / 2);
    const file = await take([bytes.subarray(0, half), bytes.subarray(half)]);
    expect([file.kind, file.size]).toEqual([kind, size]);
    expect((await readSpooled(file)).equals(bytes)).toBe(true);
    await spool.release(file);
    expect(await readdir(directory)).toEqual([]);
  });

  test('files go to disk when all of them together fill the memory, and into memory again later', async () => {
    expect(await roomInMemory()).toBe(memoryTotal);
    expect(await roomInMemory()).toBe(memoryTotal);
    expect(await readdir(directory)).toEqual([]);
  });

  test('nobody else may read what is on disk', async () => {
    const file = await take([Buffer.alloc(memoryPerFile + 1)]);
    if (file.kind !== 'disk') throw new Error('too small');
    expect((await stat(file.path)).mode & 0o077).toBe(0);
  });
});

test('hears of every chunk', async () => {
  const heard: number[] = [];
  await spool.take(body(Buffer.alloc(3), Buffer.alloc(4)), noLimit, (count) => heard.push(count));
  expect(heard).toEqual([3, 4]);
});

describe('what fails leaves neither file nor claim on memory', () => {
  const cut = new FailureError({ class: 'connection-reset', detail: 'cut' });
  test.each<[string, (Buffer | Error)[], number, string]>([
    ['a cut body in memory', [Buffer.alloc(mebibyte), cut], noLimit, 'connection-reset'],
    ['a cut body on disk', [Buffer.alloc(memoryPerFile + 1), cut], noLimit, 'connection-reset'],
    [
      'too large for the limit',
      [Buffer.alloc(mebibyte), Buffer.alloc(mebibyte)],
      mebibyte,
      'bad-content',
    ],
    ['too large at once', [Buffer.alloc(mebibyte)], 10, 'bad-content'],
    [
      'too large on disk',
      [Buffer.alloc(memoryPerFile + 1), Buffer.alloc(1)],
      memoryPerFile + 1,
      'bad-content',
    ],
  ])('%s', async (_name, chunks, limitBytes, failureClass) => {
    await expect(take(chunks, limitBytes)).rejects.toMatchObject({
      failure: { class: failureClass },
    });
    expect(await readdir(directory)).toEqual([]);
    expect(await roomInMemory()).toBe(memoryTotal);
  });

  test('a body of exactly the limit is taken', async () => {
    expect(await take([Buffer.alloc(10)], 10)).toMatchObject({ size: 10 });
  });

  test('a spool directory that is gone', async () => {
    await rm(directory, { recursive: true });
    await expect(take([Buffer.alloc(memoryPerFile + 1)])).rejects.toBeInstanceOf(FailureError);
    await mkdir(directory);
    expect(await roomInMemory()).toBe(memoryTotal);
  });

  test('a body that is too large is broken off, not read to its end', async () => {
    let isBrokenOff = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(10);
      } finally {
        isBrokenOff = true;
      }
    }
    await expect(spool.take(endless(), 25, () => {})).rejects.toThrow('more than the 25 bytes');
    expect(isBrokenOff).toBe(true);
  });
});

test('a file on disk is whole when it is handed out', async () => {
  const chunks = Array.from({ length: 20 }, (_, index) => Buffer.alloc(mebibyte, index));
  const file = await take(chunks);
  if (file.kind !== 'disk') throw new Error('too small');
  expect((await readFile(file.path)).equals(Buffer.concat(chunks))).toBe(true);
});

test.each<[string, string]>([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'permission'],
  ['EPERM', 'permission'],
  ['EROFS', 'permission'],
  ['EFBIG', 'disk-full'],
  ['EIO', 'permission'],
  ['EMFILE', 'permission'],
  ['ERR_INVALID_ARG_TYPE', 'internal'],
])('%s of the local disk is %s', (code, failureClass) => {
  const errno = code.startsWith('ERR_') ? {} : { errno: -5 };
  const error = Object.assign(new Error('write failed'), { code, ...errno });
  expect(diskFailure(error)).toEqual({
    class: failureClass,
    detail: 'write failed',
    cause: error,
  });
});
