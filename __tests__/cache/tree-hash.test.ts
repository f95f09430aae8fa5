import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashTree } from '../../src/cache/tree-hash.ts';
import { bufferSource } from '../../src/module/byte-source.ts';
import { hashZip } from '../../src/module/h1.ts';
import { zip } from '../module/zip-bytes.ts';

const module = { path: 'x.org/m', version: 'v1.0.0' };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-tree-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function unpack(files: ReadonlyMap<string, Buffer>): Promise<string> {
  const root = await mkdtemp(path.join(directory, 'tree-'));
  for (const [name, content] of files) {
    const file = path.join(root, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return root;
}

/** dirhash.Hash1 written down once more, as plainly as possible. */
function expectedHash(files: ReadonlyMap<string, Buffer>): string {
  const sum = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  const list = [...files]
    .map(([name, data]) => ({ name: `x.org/m@v1.0.0/${name}`, data }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    .map(({ name, data }) => `${sum(data)}  ${name}\n`);
  return `h1:${createHash('sha256').update(list.join('')).digest('base64')}`;
}

/** Names below, beside and between each other: `a/b`, `a.go`, `a-b`. Directories and files never share one. */
const names = fc
  .array(
    fc.tuple(
      fc.array(fc.constantFrom('a', 'A', 'a-b', 'é', '\u{20000}', '\u{fa0e}', 'x y'), {
        maxLength: 3,
      }),
      fc.constantFrom('a.go', 'b.go', 'Ü.go', '\u{20000}.go', '\u{fa0e}.go', 'go.mod', 'a!b.go'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.map(([above, base]) => [...above, base].join('/')));

test('is that of dirhash, and that of the zip with the same files', async () => {
  const sizes = fc.constantFrom(0, 1, 100, 5000, 1024 * 1024, 1024 * 1024 + 1);
  await fc.assert(
    fc.asyncProperty(names, sizes, async (listed, size) => {
      const files = new Map(
        listed.map((name, index) => [name, Buffer.alloc(index === 0 ? size : index, name)]),
      );
      const { hash } = (await hashTree(await unpack(files), module)) as { hash: string };
      expect(hash).toBe(expectedHash(files));
      const isModule = [...files.keys()].every(
        (name) => name === 'go.mod' || !name.endsWith('/go.mod'),
      );
      // Go refuses names that a file system without case takes for one.
      const folded = new Set(
        [...files.keys()].flatMap((name) =>
          name.split('/').map((_, index, all) => all.slice(0, index + 1).join('/')),
        ),
      );
      const isPortable =
        new Set([...folded].map((name) => name.toLowerCase())).size === folded.size;
      if (!isModule || !isPortable) return;
      const packed = zip(
        [...files].map(([name, data]) => ({ name: `x.org/m@v1.0.0/${name}`, data })),
      );
      expect(await hashZip(bufferSource(packed), module)).toEqual({ hash });
    }),
    { numRuns: 40 },
  );
}, 30_000);

test('counts the bytes', async () => {
  const root = await unpack(
    new Map([
      ['a', Buffer.alloc(3)],
      ['b/c', Buffer.alloc(2 * 1024 * 1024)],
    ]),
  );
  expect(await hashTree(root, module)).toMatchObject({ bytes: 3 + 2 * 1024 * 1024 });
});

test('a tree that is not there is an error', async () => {
  await expect(hashTree(path.join(directory, 'none'), module)).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
