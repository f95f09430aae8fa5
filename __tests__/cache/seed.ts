/** A real module cache for tests: what `go mod download` gets for gin, fetched once per machine. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { indexSums, parseGoSum, type SumIndex } from '../../src/module/gosum.ts';

const run = promisify(execFile);

export const ginProject = path.resolve('__tests__/fixtures/projects/gin');

export async function ginSums(): Promise<SumIndex> {
  const text = await readFile(path.join(ginProject, 'go.sum'), 'utf8');
  return indexSums(parseGoSum(text, 'go.sum').lines);
}

/** Runs go in `cwd` with exactly the variables given besides PATH and HOME. */
export async function go(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOFLAGS: '-modcacherw',
    ...variables,
  };
  try {
    const { stdout, stderr } = await run('go', [...args], {
      cwd,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** GOMODCACHE of gin, shared by all tests and read-only by agreement. */
export async function seedModuleCache(): Promise<string> {
  const sum = await readFile(path.join(ginProject, 'go.sum'));
  const id = createHash('sha256').update(sum).digest('hex').slice(0, 12);
  const seed = path.join(os.tmpdir(), `gmr-test-modcache-${id}`);
  if (await stat(seed).catch(() => undefined)) return seed;
  const fresh = await mkdtemp(`${seed}-`);
  const project = path.join(fresh, 'project');
  await cp(ginProject, project, { recursive: true });
  const modules = path.join(fresh, 'modules');
  const { code, stderr } = await go(project, ['mod', 'download'], { GOMODCACHE: modules });
  if (code !== 0) throw new Error(`no module cache to test with: ${stderr}`);
  // Another test file may have been faster; its cache is as good.
  await rename(modules, seed).catch(() => undefined);
  await rm(fresh, { recursive: true, force: true });
  return seed;
}
