import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bufferSource } from '../../src/module/byte-source.ts';
import { indexSums, parseGoSum, type SumIndex } from '../../src/module/gosum.ts';
import { hashMod, hashZip } from '../../src/module/h1.ts';
import { escapePath, escapeVersion, formatModule } from '../../src/module/path.ts';

const run = promisify(execFile);
const project = join(process.cwd(), '__tests__', 'fixtures', 'projects', 'gin');

/** What go itself downloaded and hashed is the only authority for what our hash has to be. */
describe('hashes of what the real go downloads', () => {
  let directory = '';
  let cache = '';
  let sums: SumIndex;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'h1-real-'));
    cache = join(directory, 'cache');
    await copyFile(join(project, 'go.mod'), join(directory, 'go.mod'));
    await copyFile(join(project, 'go.sum'), join(directory, 'go.sum'));
    const env = {
      ...process.env,
      GOFLAGS: '-mod=mod',
      GOMODCACHE: cache,
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
    };
    await run('go', ['mod', 'download', 'all'], { cwd: directory, env, timeout: 240_000 });
    const text = await readFile(join(project, 'go.sum'), 'utf8');
    sums = indexSums(parseGoSum(text, 'go.sum').lines);
  }, 250_000);

  afterAll(async () => {
    // The unpacked trees are read-only; go knows how to remove them.
    const env = { ...process.env, GOMODCACHE: cache, GOTOOLCHAIN: 'local' };
    await run('go', ['clean', '-modcache'], { cwd: tmpdir(), env }).catch(() => undefined);
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  test('every zip agrees with go.sum and with the .ziphash go wrote', async () => {
    let compared = 0;
    for (const module of sums.zips) {
      const base = join(cache, 'cache', 'download', escapePath(module.path), '@v');
      const zip = await readFile(join(base, `${escapeVersion(module.version)}.zip`));
      const ziphash = await readFile(
        join(base, `${escapeVersion(module.version)}.ziphash`),
        'utf8',
      );

      expect([formatModule(module), await hashZip(bufferSource(zip), module)]).toEqual([
        formatModule(module),
        { hash: sums.find(module, 'zip')[0]?.hash },
      ]);
      expect(sums.find(module, 'zip')[0]?.hash).toBe(ziphash.trim());
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  }, 60_000);

  test('every go.mod go downloaded agrees with go.sum', async () => {
    let compared = 0;
    for (const module of sums.mods) {
      const base = join(cache, 'cache', 'download', escapePath(module.path), '@v');
      const name = `${escapeVersion(module.version)}.mod`;
      if (!(await readdir(base)).includes(name)) continue;
      const mod = await readFile(join(base, name));
      expect([formatModule(module), hashMod(mod)]).toEqual([
        formatModule(module),
        sums.find(module, 'mod')[0]?.hash,
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });
});
