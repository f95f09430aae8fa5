import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../../src/effects.ts';

const run = promisify(execFile);
const gigabyte = 2 ** 30;

const doesExist = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Downloads what go.mod and go.sum name with the real `go`, once, and returns the directory to serve:
 * a module cache's `cache/download`. It is kept under the system's temporary directory by a hash of both
 * texts and found again by later runs; several processes may seed the same at a time.
 *
 * `env` is what `go` runs in (its GOPROXY decides where from) but for GOMODCACHE and GOTOOLCHAIN.
 * Rejects with `go`'s own text if it fails; nothing is kept then.
 */
export async function seedFromGo(
  goMod: string,
  goSum: string,
  env: Environment = process.env,
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([goMod, goSum]))
    .digest('hex');
  const seed = join(tmpdir(), `go-seed-${key.slice(0, 24)}`);
  const download = join('cache', 'download');
  if (await doesExist(join(seed, download))) return join(seed, download);

  const work = await mkdtemp(`${seed}-`);
  try {
    const project = join(work, 'project');
    const cache = join(work, 'modcache');
    await mkdir(project);
    await writeFile(join(project, 'go.mod'), goMod);
    await writeFile(join(project, 'go.sum'), goSum);
    await run('go', ['mod', 'download', '-modcacherw'], {
      cwd: project,
      env: { ...env, GOMODCACHE: cache, GOTOOLCHAIN: 'local', GOWORK: 'off' },
      maxBuffer: gigabyte,
    });
    await mkdir(join(cache, download), { recursive: true });
    await rename(cache, seed).catch(async (error: unknown) => {
      // Another process was faster; what it put there is the same.
      if (!(await doesExist(join(seed, download)))) throw error;
    });
    return join(seed, download);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
