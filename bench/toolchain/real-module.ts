import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolsDirectory } from '../lab/module-set.ts';

const run = promisify(execFile);

/** A toolchain as Go's own proxy has it, and what `go`, having asked the checksum database, says of it. */
export interface RealModule {
  readonly path: string;
  readonly version: string;
  /** Its lines in the database. */
  readonly sumLines: readonly [zip: string, mod: string];
  /** In the GOPROXY layout. */
  readonly directory: string;
}

const path = 'golang.org/toolchain';

/**
 * Downloaded once with the `go` and the GOPROXY of this machine, and kept beside the other things that benchmarks need.
 * Rejects with `go`'s own text if that fails; nothing is kept then.
 */
export async function realToolchain(goVersion: string): Promise<RealModule> {
  const { stdout: platform } = await run('go', ['env', 'GOHOSTOS', 'GOHOSTARCH'], {
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const version = `v0.0.1-go${goVersion}.${platform.trim().replace('\n', '-')}`;
  const parent = join(toolsDirectory(), 'toolchain-modules');
  const kept = join(parent, version);
  const isKept = await access(kept).then(
    () => true,
    () => false,
  );
  if (!isKept) await download(version, parent, kept);
  const [zip = '', mod = ''] = (await readFile(join(kept, 'sums'), 'utf8')).split('\n');
  return { path, version, sumLines: [zip, mod], directory: join(kept, 'modules') };
}

async function download(version: string, parent: string, kept: string): Promise<void> {
  console.log(`Downloading ${path}@${version} once ...`);
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'filling-'));
  try {
    const { stdout } = await run('go', ['mod', 'download', '-json', `${path}@${version}`], {
      cwd: work,
      env: {
        ...process.env,
        GOMODCACHE: join(work, 'cache'),
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
        GOFLAGS: '-modcacherw',
        // Whatever a benchmark compares with is what the database itself says.
        GOSUMDB: 'sum.golang.org',
      },
    });
    const { Sum, GoModSum } = JSON.parse(stdout);
    await mkdir(join(work, 'kept'));
    await rename(join(work, 'cache', 'cache', 'download'), join(work, 'kept', 'modules'));
    const sums = `${path} ${version} ${Sum}\n${path} ${version}/go.mod ${GoModSum}\n`;
    await writeFile(join(work, 'kept', 'sums'), sums);
    await rename(join(work, 'kept'), kept);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
