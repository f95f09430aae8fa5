import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const mebibyte = 2 ** 20;

/** Fewer than what a command line takes on any system. */
const modulesAtOnce = 200;

/**
 * The files a mirror needs for a project, as a directory in the GOPROXY layout. Downloaded once with the `go` and the
 * GOPROXY of this machine, and kept below `$GMR_TOOLS` (the same place as `.ci/tools`) by a hash of go.mod and go.sum.
 * Rejects with `go`'s own text if that fails; nothing is kept then.
 */
export async function moduleSetOf(project: string): Promise<string> {
  const [goMod, goSum] = await Promise.all(
    ['go.mod', 'go.sum'].map((name) => readFile(join(project, name), 'utf8')),
  );
  const key = createHash('sha256')
    .update(JSON.stringify([goMod, goSum]))
    .digest('hex');
  const parent = join(toolsDirectory(), 'module-sets');
  const kept = join(parent, key.slice(0, 24));
  if (await doesExist(kept)) return kept;

  console.log(`Downloading the modules of ${project} once ...`);
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'filling-'));
  try {
    await fill(project, work, modulesOf(goSum ?? ''));
    await rename(join(work, 'modules', 'cache', 'download'), kept).catch(async (error: unknown) => {
      // Another run was faster; what it put there is the same.
      if (!(await doesExist(kept))) throw error;
    });
    return kept;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What is fetched once for the benchmarks is kept here. */
export function toolsDirectory(): string {
  const { GMR_TOOLS, XDG_CACHE_HOME } = process.env;
  return GMR_TOOLS || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'go-mod-resilient-tools');
}

/** Every `path@version` of which go.sum names the go.mod. */
function modulesOf(goSum: string): string[] {
  return [...goSum.matchAll(/^(\S+) (\S+)\/go\.mod /gm)].map(
    ([, path, version]) => `${path}@${version}`,
  );
}

async function fill(project: string, work: string, modules: readonly string[]): Promise<void> {
  const copy = join(work, 'project');
  await cp(project, copy, { recursive: true });
  const env = {
    ...process.env,
    GOMODCACHE: join(work, 'modules'),
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOFLAGS: '-modcacherw',
  };
  const options = { env, maxBuffer: 100 * mebibyte };
  await run('go', ['mod', 'download'], { ...options, cwd: copy });
  // `go mod download` reads the go.mod of what it needs; whoever foresees more from go.sum must not meet "not found".
  // Outside of the project, whose choice of versions is not in question here, and unverified: every run verifies.
  for (let from = 0; from < modules.length; from += modulesAtOnce) {
    const some = modules.slice(from, from + modulesAtOnce);
    await run('go', ['list', '-m', '-json', ...some], {
      ...options,
      cwd: work,
      env: { ...env, GOSUMDB: 'off' },
    });
  }
}

function doesExist(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
