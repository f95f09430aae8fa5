import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, cp, mkdtemp, readFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { removeTree } from './harness.ts';

/** The example project of the README: more than 25 real modules. */
export const starter = fileURLToPath(new URL('../../examples/starter', import.meta.url));

/**
 * The starter's modules in the GOPROXY layout, downloaded once by plain `go` through the machine's own GOPROXY and
 * kept in the system's temporary directory for the next test run.
 */
export async function seedStarter(): Promise<string> {
  const sums = await readFile(join(starter, 'go.sum'));
  const digest = createHash('sha256').update(sums).digest('hex').slice(0, 16);
  const seed = join(tmpdir(), `gmr-e2e-seed-${digest}`);
  const download = join(seed, 'cache', 'download');
  const isThere = await access(download).then(
    () => true,
    () => false,
  );
  if (isThere) return download;
  const scratch = await mkdtemp(join(tmpdir(), 'gmr-e2e-seeding-'));
  await cp(starter, join(scratch, 'project'), { recursive: true });
  await promisify(execFile)('go', ['mod', 'download'], {
    cwd: join(scratch, 'project'),
    env: {
      ...process.env,
      GOMODCACHE: join(scratch, 'modules'),
      GOFLAGS: '-modcacherw',
      GOWORK: 'off',
      GOTOOLCHAIN: 'local',
    },
  });
  await rename(join(scratch, 'modules'), seed);
  await removeTree(scratch);
  return download;
}
