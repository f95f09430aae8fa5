import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { bufferSource } from '../../src/module/byte-source.ts';
import { hashZip } from '../../src/module/h1.ts';
import { assembleZip, type ZipPart } from '../support/zip.ts';

const module = { path: 'x.org/m', version: 'v1.0.0' };
const prefix = 'x.org/m@v1.0.0/';

async function take(parts: readonly ZipPart[]) {
  const pieces = new Map<string, Buffer[]>();
  const finished: string[] = [];
  const result = await hashZip(bufferSource(assembleZip(parts)), module, {
    takeContent: async (name, piece, isLast) => {
      expect(finished).not.toContain(name);
      pieces.set(name, [...(pieces.get(name) ?? []), piece]);
      if (isLast) finished.push(name);
    },
  });
  const contents = new Map([...pieces].map(([name, all]) => [name, Buffer.concat(all)]));
  return { result, contents, finished };
}

const large = randomBytes(700_000);
const accepted: readonly [string, readonly ZipPart[]][] = [
  ['no file', []],
  ['one file', [{ name: `${prefix}a.go`, data: 'package a\n' }]],
  ['an empty file', [{ name: `${prefix}a`, data: '' }]],
  ['an empty file, stored', [{ name: `${prefix}a`, data: '', method: 'store' }]],
  ['a stored file', [{ name: `${prefix}a`, data: 'abc', method: 'store' }]],
  ['a large file', [{ name: `${prefix}large`, data: large }]],
  ['a large file, stored', [{ name: `${prefix}large`, data: large, method: 'store' }]],
  [
    'a CRC of its own behind the data',
    [{ name: `${prefix}a`, data: 'abc', hasDataDescriptor: true }],
  ],
  [
    'many files of all sizes',
    Array.from({ length: 300 }, (_, index) => ({
      name: `${prefix}${index % 7}/${index}`,
      data: large.subarray(0, index * 1_000),
    })),
  ],
];

test.each(accepted)('hands on what it hashes: %s', async (_, parts) => {
  const { result, contents, finished } = await take(parts);
  expect(result).toEqual(await hashZip(bufferSource(assembleZip(parts)), module));
  expect(new Set(finished)).toEqual(new Set(parts.map(({ name }) => name)));
  for (const { name, data } of parts) {
    expect([name, contents.get(name)?.equals(Buffer.from(data))]).toEqual([name, true]);
  }
});

test('a directory is no file', async () => {
  const parts: readonly ZipPart[] = [
    { name: `${prefix}d/`, data: '', method: 'store' },
    { name: `${prefix}d/a`, data: 'abc' },
  ];
  expect((await take(parts)).finished).toEqual([`${prefix}d/a`]);
});

const refused: readonly [string, ZipPart][] = [
  ['a small file with another CRC', { name: `${prefix}z`, data: 'abc', declaredCrc32: 1 }],
  ['a small file of another size', { name: `${prefix}z`, data: 'abcabc', declaredSize: 5 }],
  ['a large file with another CRC', { name: `${prefix}z`, data: large, declaredCrc32: 1 }],
  ['a large file of another size', { name: `${prefix}z`, data: large, declaredSize: 600_000 }],
];

test.each(refused)('never says that this was the whole file: %s', async (_, part) => {
  const { result, contents, finished } = await take([{ name: `${prefix}a`, data: 'abc' }, part]);
  expect(result).toHaveProperty('problem');
  expect(finished).not.toContain(part.name);
  // A file that unpacks to more than it says does not fill a disk.
  expect(contents.get(part.name)?.length ?? 0).toBeLessThanOrEqual(part.declaredSize ?? 700_000);
});

test.each([
  ['small', Buffer.from('abc')],
  ['large', large],
])('an error of who takes a %s file is passed on', async (_, data) => {
  const taking = hashZip(bufferSource(assembleZip([{ name: `${prefix}a`, data }])), module, {
    takeContent: () => Promise.reject(new Error('disk is full')),
  });
  await expect(taking).rejects.toThrow('disk is full');
});
