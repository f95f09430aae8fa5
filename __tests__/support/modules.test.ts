import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isolateGo } from './go-environment.ts';
import { type Mirror, startMirror } from './mirror.ts';
import { goSumOf, makeModule, writeGoMod, writeProject } from './modules.ts';

const run = promisify(execFile);
const goLimitMs = 120_000;

let scratch: string;
let mirror: Mirror | undefined;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'support-modules-'));
});

afterEach(async () => {
  await mirror?.close();
  mirror = undefined;
  await rm(scratch, { recursive: true, force: true });
});

const go = (args: readonly string[], proxy: string) =>
  run('go', [...args], {
    cwd: join(scratch, 'project'),
    env: isolateGo(scratch, proxy, { GONOSUMDB: '*', GOFLAGS: '-mod=mod -modcacherw' }),
  });

describe('modules for the real go', () => {
  test(
    'are downloaded, verified against go.sum and built',
    async () => {
      const leaf = makeModule('example.com/Leaf', 'v1.2.3');
      const stored = makeModule('example.com/stored/v2', 'v2.0.1', undefined, { method: 'store' });
      const branch = makeModule(
        'example.com/branch',
        'v0.1.0',
        { 'branch.go': 'package branch\n\nimport _ "example.com/Leaf"\n', 'b/b.go': 'package b\n' },
        { requires: [leaf] },
      );
      mirror = await startMirror({ modules: [leaf, stored, branch] });
      await writeProject(join(scratch, 'project'), {
        requires: [branch, stored],
        indirect: [leaf],
      });
      const before = await readFile(join(scratch, 'project/go.sum'), 'utf8');

      const { stdout } = await go(['mod', 'download', '-json'], mirror.url);
      await go(['mod', 'verify'], 'off');
      await go(['build', '-o', join(scratch, 'out'), '.'], 'off');

      expect(stdout).not.toContain('"Error"');
      // go itself computed nothing that was not there already.
      expect(await readFile(join(scratch, 'project/go.sum'), 'utf8')).toBe(before);
      expect(mirror.requestsFor('/example.com/!leaf/@v/v1.2.3.zip')).toHaveLength(1);
    },
    goLimitMs,
  );

  test(
    'are refused where one bit of the zip is wrong',
    async () => {
      const leaf = makeModule('example.com/leaf', 'v1.0.0', undefined, { method: 'store' });
      mirror = await startMirror({
        modules: [leaf],
        faults: [
          {
            match: '.zip',
            action: { kind: 'flip-byte', offset: leaf.zip.indexOf('const Version') },
          },
        ],
      });
      await writeProject(join(scratch, 'project'), { requires: [leaf] });
      await expect(go(['mod', 'download'], mirror.url)).rejects.toThrow(/checksum/);
    },
    goLimitMs,
  );
});

test('go.sum lists every line once, sorted', () => {
  const a = makeModule('example.com/a', 'v1.0.0');
  const b = makeModule('example.com/b', 'v1.0.0');
  expect(goSumOf([b, a, b])).toBe(
    [...a.sumLines, ...b.sumLines].map((line) => `${line}\n`).join(''),
  );
});

test('the same module is made of the same bytes', () => {
  expect(makeModule('example.com/a', 'v1.0.0')).toEqual(makeModule('example.com/a', 'v1.0.0'));
});

test('go.mod carries requirements, indirect ones and further directives', () => {
  const text = writeGoMod({
    module: 'm',
    go: '1.26',
    requires: [{ path: 'a', version: 'v1.0.0' }],
    indirect: [{ path: 'b', version: 'v1.1.0' }],
    extra: 'toolchain go1.26.8',
  });
  expect(text.split('\n').filter(Boolean)).toEqual([
    'module m',
    'go 1.26',
    'require a v1.0.0',
    'require b v1.1.0 // indirect',
    'toolchain go1.26.8',
  ]);
});
