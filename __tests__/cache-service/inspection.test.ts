import { execFile } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inspected } from '../../src/cache-service/inspection.ts';
import { FailureError } from '../../src/failure.ts';
import { paxRecord, type TarEntry, writeTar } from '../support/tar.ts';

const run = promisify(execFile);
const honest: readonly TarEntry[] = [
  { name: 'modules/', type: 'directory' },
  { name: 'modules/a.example/m/@v/v1.0.0.mod', data: 'module a.example/m\n' },
  { name: 'modules/a.example/m/@v/v1.0.0.zip', data: Buffer.alloc(100_000, 'zip') },
];

/** What came through, and why no more did. */
async function pass(archive: Buffer, chunkBytes = 1_000, harmlessBytes?: number) {
  const passed: Buffer[] = [];
  async function* body() {
    for (let at = 0; at < archive.length; at += chunkBytes) {
      yield archive.subarray(at, at + chunkBytes);
    }
  }
  try {
    for await (const chunk of inspected(body(), harmlessBytes)) passed.push(chunk);
    return { bytes: Buffer.concat(passed) };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { bytes: Buffer.concat(passed), failure: error.failure };
  }
}

describe('lets through, byte by byte,', () => {
  test.each([
    ['an archive of zstd', zstdCompressSync(writeTar(honest))],
    ['an archive of gzip', gzipSync(writeTar(honest))],
    ['an empty one', zstdCompressSync(writeTar([]))],
    [
      'names and times in extended headers',
      zstdCompressSync(
        writeTar([
          ...honest,
          {
            name: 'x',
            type: 'extended',
            data:
              paxRecord('mtime', '1700000000.123456789') +
              paxRecord('path', `modules/${'long/'.repeat(30)}é.mod`) +
              paxRecord('SCHILY.ino', '7'),
          },
          { name: 'modules/short', data: 'x' },
        ]),
      ),
    ],
    [
      'a hard link among its own files',
      zstdCompressSync(
        writeTar([
          ...honest,
          { name: 'modules/b', type: 'hardLink', link: 'modules/a.example/m/@v/v1.0.0.mod' },
        ]),
      ),
    ],
  ])('%s', async (_, archive) => {
    for (const chunkBytes of [1, 3, 1_000, archive.length]) {
      const { bytes, failure } = await pass(archive, Math.max(chunkBytes, archive.length >> 9));
      expect(failure).toBeUndefined();
      expect(bytes.equals(archive)).toBe(true);
    }
  });

  describe('what tar itself writes:', () => {
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'gmr-inspection-'));
      const versions = path.join(directory, 'modules', 'a.example', 'deep/'.repeat(30), '@v');
      await mkdir(versions, { recursive: true });
      await writeFile(path.join(versions, 'v1.0.0.zip'), Buffer.alloc(70_000, 'x'));
      await link(path.join(versions, 'v1.0.0.zip'), path.join(versions, 'v1.0.1.zip'));
    });
    afterEach(() => rm(directory, { recursive: true }));

    // As @actions/cache calls it.
    test.each(['zstdmt --long=30', 'gzip'])('%s', async (program) => {
      const line = ['--posix', '-cf', 'archive', '-P', '-C', directory, 'modules'];
      await run('tar', [...line, '--use-compress-program', program], { cwd: directory });
      const archive = await readFile(path.join(directory, 'archive'));
      const { bytes, failure } = await pass(archive);
      expect(failure).toBeUndefined();
      expect(bytes.equals(archive)).toBe(true);
    });
  });
});

const after = (...entries: readonly TarEntry[]) => writeTar([...honest, ...entries]);
const extended = (data: string): TarEntry => ({ name: 'x', type: 'extended', data });
const file: TarEntry = { name: 'modules/file', data: 'x' };

const refusals: readonly (readonly [name: string, tar: Buffer, why: RegExp])[] = [
  ['an absolute name', after({ name: '/tmp/evil', data: 'x' }), /"\/tmp\/evil" lies outside/],
  ['a climbing name', after({ name: '../evil' }), /lies outside/],
  ['a name that climbs further on', after({ name: 'modules/a/../../evil' }), /lies outside/],
  ['another directory', after({ name: 'elsewhere/evil' }), /lies outside/],
  ['a drive', after({ name: 'C:/evil' }), /lies outside/],
  ['a backslash', after({ name: 'modules/..\\..\\evil' }), /no name of a module's file/],
  ['a line end in a name', after({ name: 'modules/a\nb' }), /no name of a module's file/],
  [
    'an absolute name in an extended header',
    after(extended(paxRecord('path', '/tmp/evil')), file),
    /lies outside/,
  ],
  [
    'the last of two names counts',
    after(extended(paxRecord('path', 'modules/a') + paxRecord('path', '/tmp/evil')), file),
    /lies outside/,
  ],
  ['a length in an extended header', after(extended(paxRecord('size', '1')), file), /has "size"/],
  [
    'holes in a file',
    after(extended(paxRecord('GNU.sparse.name', '/tmp/evil')), file),
    /has "GNU.sparse.name"/,
  ],
  ['a damaged extended header', after(extended('99 path=x\n'), file), /header is damaged/],
  ['two extended headers', after(extended(''), extended(''), file), /follow each other/],
  ['an extended header of nothing', after(extended('')), /belongs to nothing/],
  ['a global header', after({ name: 'modules/g', type: 'global' }, file), /no file and no dir/],
  [
    'a long name in the way of GNU',
    after({ name: 'modules/L', type: 'longName', data: '/tmp/evil' }, file),
    /type "L"/,
  ],
  ['a symbolic link', after({ name: 'modules/a', type: 'symbolicLink', link: 'b' }), /type "2"/],
  [
    'a hard link to the outside',
    after({ name: 'modules/a', type: 'hardLink', link: '/etc/passwd' }),
    /"\/etc\/passwd" lies outside/,
  ],
  [
    'a link in place of the directory',
    writeTar([{ name: 'modules', type: 'symbolicLink', link: '/tmp' }]),
    /type "2"/,
  ],
  ['a device', after({ name: 'modules/a', type: 'blockDevice' }), /type "4"/],
  ['a pipe', after({ name: 'modules/a', type: 'pipe' }), /type "6"/],
  [
    'a directory with bytes',
    after({ name: 'modules/a', type: 'directory', data: 'x' }),
    /is no file/,
  ],
  ['a damaged header', after({ ...file, checksum: 1 }), /a header is damaged/],
  ['no end', writeTar(honest).subarray(0, -1_024), /stops before its end/],
  ['half of a file', writeTar(honest).subarray(0, 50_000), /stops before its end/],
  ['more behind the end', Buffer.concat([after(), writeTar([file])]), /goes on behind its end/],
  ['the header of an older tar', Buffer.from(after(file)).fill(' ', 262, 263), /not of the form/],
];

describe('is refused', () => {
  test.each(refusals)('%s', async (_, tar, why) => {
    for (const archive of [zstdCompressSync(tar), gzipSync(tar)]) {
      const { bytes, failure } = await pass(archive);
      expect(failure).toEqual({
        class: 'cache-service',
        detail: expect.stringMatching(why),
        isArchiveDamaged: true,
      });
      // Nobody who counts has a whole one.
      expect(bytes.length).toBeLessThan(archive.length);
    }
  });

  test.each([
    ['no bytes', Buffer.alloc(0), /no archive/],
    ['three bytes', Buffer.from('abc'), /no archive/],
    ['a web page', Buffer.from('<!DOCTYPE html>'), /cannot be read/],
    [
      'a cut one',
      zstdCompressSync(writeTar(honest)).subarray(0, 60),
      /cannot be read|stops before/,
    ],
    ['a tar as it is', writeTar(honest), /cannot be read/],
  ])('%s', async (_, archive, why) => {
    expect((await pass(archive)).failure?.detail).toMatch(why);
  });

  test('one that grows more than any module does', async () => {
    const bomb = zstdCompressSync(after({ ...file, data: Buffer.alloc(4 * 1024 ** 2) }));
    expect((await pass(bomb)).failure).toBeUndefined();
    const { bytes, failure } = await pass(bomb, 1_000, 1024 ** 2);
    expect(failure?.detail).toMatch(/grows to more than 100 times its size/);
    expect(bytes.length).toBeLessThan(bomb.length);
  });
});
