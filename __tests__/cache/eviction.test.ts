import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { evict } from '../../src/cache/eviction.ts';
import { statFile } from '../../src/cache/inventory.ts';
import { markInUse, openMarks } from '../../src/cache/job-mark.ts';
import { formatRecord, recordName } from '../../src/cache/key-record.ts';
import { openLocalCache } from '../../src/cache/local.ts';
import { createFakeClock, systemClock } from '../support/clock.ts';

const signal = new AbortController().signal;
const hour = 60 * 60 * 1000;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-evict-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function put(name: string, bytes: number | string, hoursAgo = 0): Promise<void> {
  const file = path.join(directory, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof bytes === 'number' ? 'x'.repeat(bytes) : bytes);
  const time = new Date(Date.now() - hoursAgo * hour);
  await utimes(file, time, time);
}

/** 1000 bytes in three files. */
async function putModule(name: string, hoursAgo: number): Promise<void> {
  await put(`download/${name}.zip`, 900, hoursAgo);
  await put(`download/${name}.mod`, 60, hoursAgo);
  await put(`download/${name}.info`, 40, hoursAgo);
}

async function putRecord(key: string, modules: readonly string[], hoursAgo: number): Promise<void> {
  const files = modules.map((name) => ({ name: `${name}.zip`, size: 900 }));
  await put(recordName(key), formatRecord({ complete: true, files }), hoursAgo);
}

const [a, b, c] = ['m.example/a/@v/v1.0.0', 'm.example/!b/@v/v1.0.0', 'm.example/c/@v/v2.0.0'];

async function left(): Promise<readonly string[]> {
  const entries = await readdir(path.join(directory, 'download'), { recursive: true });
  return entries.filter((name) => name.endsWith('.zip')).map((name) => name.slice(0, -4));
}

async function leftRecords(): Promise<readonly string[]> {
  return readdir(path.join(directory, 'keys')).catch(() => []);
}

describe('three modules of 1000 bytes, a the oldest', () => {
  beforeEach(async () => {
    await putModule(a, 3);
    await putModule(b, 2);
    await putModule(c, 1);
  });

  test.each([
    [3000, [b, a, c]],
    [2999, [b, c]],
    [2000, [b, c]],
    [1500, [c]],
    [1, []],
  ])('at most %d bytes leave %j', async (maxBytes, expected) => {
    const result = await evict(directory, maxBytes, signal);
    expect((await left()).toSorted()).toEqual(expected.toSorted());
    const removedModules = 3 - expected.length;
    expect(result).toEqual({
      removedModules,
      removedBytes: removedModules * 1000,
      bytes: expected.length * 1000,
    });
  });

  test('a record keeps what it names young, and goes with the first of it', async () => {
    await putRecord('gmr-v1__p_1', [a, c], 0);
    await putRecord('gmr-v1__p_2', [b], 2);
    const { bytes } = await evict(directory, 2400, signal);
    expect((await left()).toSorted()).toEqual([a, c]);
    expect(await leftRecords()).toEqual(['gmr-v1__p_1.json']);
    expect(bytes).toBeLessThanOrEqual(2400);
    await evict(directory, 2000, signal);
    expect(await leftRecords()).toEqual([]);
  });

  test('a record that is older than all it names goes alone', async () => {
    await putRecord('gmr-v1__p_1', [c], 9);
    await evict(directory, 3000, signal);
    expect([(await left()).length, await leftRecords()]).toEqual([3, []]);
  });

  test('what a running job uses stays, its key record too, and the limit is exceeded', async () => {
    await putRecord('gmr-v1__p_1', [a], 9);
    const uses = [a, b, recordName('gmr-v1__p_1')];
    const mark = await markInUse(directory, uses, createFakeClock());
    const result = await evict(directory, 1, signal);
    expect((await left()).toSorted()).toEqual([a, b].toSorted());
    expect(await leftRecords()).toEqual(['gmr-v1__p_1.json']);
    expect(result).toMatchObject({ removedModules: 1 });
    await mark.remove();
    await evict(directory, 1, signal);
    expect(await left()).toEqual([]);
  });

  test('what is marked between the choice and the taking is put back', async () => {
    const marks = openMarks(directory);
    let reads = 0;
    const late = {
      read: async () => {
        // The second look is after the first module was moved aside.
        if (++reads === 2) await markInUse(directory, [a], createFakeClock());
        return marks.read();
      },
    };
    await evict(directory, 1, signal, late);
    expect(await left()).toEqual([a]);
    expect(await readdir(path.join(directory, 'download', path.dirname(a)))).toHaveLength(3);
  });

  test('what is saved anew between the choice and the taking is put back', async () => {
    const marks = openMarks(directory);
    let isFirst = true;
    const saving = {
      read: async () => {
        if (isFirst) await putModule(a, 0);
        isFirst = false;
        return marks.read();
      },
    };
    await evict(directory, 1, signal, saving);
    expect(await left()).toEqual([a]);
  });

  test('what is saved anew while it is moved aside is not overwritten', async () => {
    const marks = openMarks(directory);
    let reads = 0;
    const saving = {
      read: async () => {
        if (++reads === 2) {
          await put(`download/${a}.zip`, 7);
          await markInUse(directory, [a], createFakeClock());
        }
        return marks.read();
      },
    };
    await evict(directory, 1, signal, saving);
    expect((await stat(path.join(directory, 'download', `${a}.zip`))).size).toBe(7);
  });

  test('marks that cannot be read end it before anything is removed', async () => {
    const broken = { read: () => Promise.reject(new Error('marks')) };
    await expect(evict(directory, 1, signal, broken)).rejects.toThrow('marks');
    expect(await left()).toHaveLength(3);
  });

  test('an error at the second look puts the module back and is told', async () => {
    const marks = openMarks(directory);
    let reads = 0;
    const broken = {
      read: () => (++reads === 2 ? Promise.reject(new Error('marks')) : marks.read()),
    };
    const result = await evict(directory, 1000, signal, broken);
    expect(result.trouble).toEqual(new Error('marks'));
    expect(await left()).toEqual([a]);
  });

  test('four at once remove no more than one alone', async () => {
    await Promise.all(Array.from({ length: 4 }, () => evict(directory, 2000, signal)));
    expect((await left()).toSorted()).toEqual([b, c].toSorted());
  });

  test('an aborted one throws the reason', async () => {
    const reason = new Error('cancelled');
    await expect(evict(directory, 1, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await left()).toHaveLength(3);
  });

  test('empty directories go too, and nothing of the cache remains', async () => {
    await evict(directory, 1, signal);
    expect(await readdir(path.join(directory, 'download'))).toEqual([]);
  });
});

describe('toolchains', () => {
  const toolchain = 'golang.org/toolchain/@v/v0.0.1-go1.25.3.linux-amd64';
  const key = 'gmr-toolchain-v1_go1.25.3.linux-amd64';
  const files = ['.zip', '.sumdb'].map((extension) => `${toolchain}${extension}`);
  const putToolchain = async (hoursAgo: number) => {
    await put(`download/${toolchain}.zip`, 900, hoursAgo);
    await put(`download/${toolchain}.sumdb`, 100, hoursAgo);
  };
  const isWhole = async () => {
    const names = await readdir(path.join(directory, 'download'), { recursive: true });
    return files.map((file) => names.includes(file));
  };

  test.each([
    ['older than a module: it goes first, both files of it', 3, [false, false], [a]],
    ['younger than a module: it stays', 1, [true, true], [toolchain]],
  ])('%s', async (_name, hoursAgo, whole, remaining) => {
    await putToolchain(hoursAgo);
    await putModule(a, 2);
    expect(await evict(directory, 1000, signal)).toEqual({
      removedModules: 1,
      removedBytes: 1000,
      bytes: 1000,
    });
    expect(await isWhole()).toEqual(whole);
    expect(await left()).toEqual(remaining);
  });

  test('the record of a use keeps it young, and goes with it', async () => {
    await putToolchain(9);
    await putModule(a, 2);
    const recorded = files.map((name) => ({ name, size: 1 }));
    await put(recordName(key), formatRecord({ complete: true, files: recorded }), 1);
    await evict(directory, 1500, signal);
    expect([await isWhole(), await leftRecords()]).toEqual([[true, true], [`${key}.json`]]);
    await evict(directory, 1, signal);
    expect([await isWhole(), await leftRecords()]).toEqual([[false, false], []]);
  });

  test('what a running job uses stays, both files of it', async () => {
    await putToolchain(9);
    await putModule(a, 1);
    const modules = path.join(directory, 'none');
    const cache = openLocalCache(directory, createFakeClock());
    await cache.restore(key, files, modules, signal);
    await evict(directory, 1, signal);
    expect([await isWhole(), await left()]).toEqual([[true, true], [toolchain]]);
    await cache.close();
    await evict(directory, 1, signal);
    expect(await isWhole()).toEqual([false, false]);
  });

  test('evidence that is left without its zip is counted and goes', async () => {
    await put(`download/${toolchain}.sumdb`, 100, 9);
    expect(await evict(directory, 1, signal)).toMatchObject({ removedModules: 1, bytes: 0 });
  });
});

test('what is not of our layout is neither counted nor removed', async () => {
  const foreign = [
    'download/README',
    'download/m.example/a/@v/list',
    'download/m.example/a/@v/v3.0.0.txt',
    'download/m.example/UPPER/@v/v1.0.0.zip',
    'download/nodot/@v/v1.0.0.zip',
    'download/m.example/a/v1.0.0.zip',
    'download/@v/v1.0.0.zip',
    'download/sumdb/sum.example/latest',
    'keys/notes.json',
    'other/m.example/a/@v/v1.0.0.zip',
    '.gmr-staging',
    // Go's own module cache: it keeps its files beside the zip.
    'download/m.example/go/@v/v1.0.0.zip',
    'download/m.example/go/@v/v1.0.0.ziphash',
    'download/m.example/gone/@v/v1.0.0.mod',
    'download/m.example/gone/@v/v1.0.0.lock',
    'download/golang.org/toolchain/@v/v0.0.1-go1.26.0.linux-amd64.zip',
    'download/golang.org/toolchain/@v/v0.0.1-go1.26.0.linux-amd64.ziphash',
    // Only toolchains have such a file.
    'download/m.example/other/@v/v1.0.0.zip',
    'download/m.example/other/@v/v1.0.0.sumdb',
    'keys/gmr-other-v1_x.json',
  ];
  for (const name of foreign) await put(name, 5000, 99);
  await putModule(a, 1);
  await mkdir(path.join(directory, 'elsewhere'));
  await put('elsewhere/@v/v1.0.0.zip', 5000, 99);
  await symlink(path.join(directory, 'elsewhere'), path.join(directory, 'download/m.example/link'));
  expect(await evict(directory, 1, signal)).toMatchObject({ removedModules: 1, bytes: 0 });
  for (const name of [...foreign, 'elsewhere/@v/v1.0.0.zip']) {
    expect((await stat(path.join(directory, name))).size).toBe(5000);
  }
});

test('a directory that is not there holds nothing', async () => {
  const missing = path.join(directory, 'missing');
  expect(await evict(missing, 1, signal)).toMatchObject({ bytes: 0, removedModules: 0 });
  expect(await readdir(directory)).toEqual([]);
});

test('jobs that read, write and evict at once: none sees half a file or loses what it uses', async () => {
  const size = 100_000;
  const modules = path.join(directory, 'modules');
  const sets = Array.from({ length: 4 }, (_, job) =>
    Array.from({ length: 6 }, (_, index) => `m.example/j${job}/@v/v1.0.${index}.zip`),
  );
  for (const name of sets.flat()) await put(`modules/${name}`, size);
  const store = path.join(directory, 'store');
  await Promise.all(
    sets.map(async (names, job) => {
      for (let round = 0; round < 3; round += 1) {
        const cache = openLocalCache(store, systemClock);
        const target = path.join(directory, `target-${job}-${round}`);
        await cache.restore(`gmr-v1__${job}_x`, names, target, signal);
        for (const name of names) {
          const status = await stat(path.join(target, name)).catch(() => undefined);
          expect(status?.size ?? size).toBe(size);
        }
        await cache.save(`gmr-v1__${job}_x`, names, modules, { complete: true, signal });
        await cache.evict(10 * size, signal);
        const again = path.join(directory, `again-${job}-${round}`);
        expect(await cache.restore(`gmr-v1__${job}_x`, names, again, signal)).toMatchObject({
          isExactHit: true,
        });
        await cache.close();
      }
    }),
  );
  const cache = openLocalCache(store, systemClock);
  const { bytes } = await cache.evict(10 * size, signal);
  expect(bytes).toBeLessThanOrEqual(10 * size);
  expect(await readdir(store)).toEqual(['download', 'jobs', 'keys']);
}, 60_000);

test.each([
  // FAT and exFAT give a file another number when it is moved, and nothing would ever go.
  ['win32', true],
  ['linux', false],
] as const)('%s: a file is known again by size and time alone: %s', async (platform, expected) => {
  await put('download/one', 10, 1);
  await put('download/two', 10, 1);
  const [one, two] = await Promise.all(
    ['one', 'two'].map((name) => statFile(path.join(directory, 'download', name), platform)),
  );
  expect(one?.inode === two?.inode).toBe(expected);
});
