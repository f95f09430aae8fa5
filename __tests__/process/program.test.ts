import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { candidates, findProgram } from '../../src/process/program.ts';

describe('where a program may be', () => {
  test.each([
    ['POSIX', 'linux', '/usr/bin:/opt/go/bin', ['/usr/bin/go', '/opt/go/bin/go']],
    ['relative and empty entries', 'darwin', '.::bin:/usr/bin', ['/usr/bin/go']],
    ['drives', 'win32', 'C:\\Go\\bin;d:/tools', ['C:\\Go\\bin\\go.exe', 'd:\\tools\\go.exe']],
    ['a network share', 'win32', '\\\\server\\share\\bin', ['\\\\server\\share\\bin\\go.exe']],
    ['quotes, as Windows allows them', 'win32', '"C:\\a;b";"D:\\c d"', ['D:\\c d\\go.exe']],
    [
      'a drive without a root is where one is on it',
      'win32',
      'C:;C:bin;C:\\bin',
      ['C:\\bin\\go.exe'],
    ],
    ['no drive is the drive one is on', 'win32', '\\bin;/bin;C:\\bin', ['C:\\bin\\go.exe']],
    ['relative on Windows', 'win32', '.;bin;..\\bin;;C:\\bin', ['C:\\bin\\go.exe']],
    ['no PATH', 'win32', '', []],
  ] as const)('%s', (_name, platform, searchPath, expected) => {
    expect(candidates('go', searchPath, platform)).toEqual(expected);
  });
});

const posix = process.platform === 'win32' ? describe.skip : describe;
posix('findProgram', () => {
  test('passes over what is not executable, and over directories', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'path-'));
    const inside = (name: string) => path.join(directory, name);
    for (const name of ['plain', 'tree', 'good']) await mkdir(inside(name));
    await writeFile(inside('plain/go'), '', { mode: 0o644 });
    await mkdir(inside('tree/go'));
    await writeFile(inside('good/go'), '');
    await chmod(inside('good/go'), 0o755);
    const searchPath = ['plain', 'tree', 'good'].map(inside).join(':');
    expect(await findProgram('go', { PATH: searchPath }, 'linux')).toBe(inside('good/go'));
    expect(await findProgram('go', { PATH: inside('plain') }, 'linux')).toBeUndefined();
    expect(await findProgram('go', {}, 'linux')).toBeUndefined();
    await rm(directory, { recursive: true });
  });
});
