/** A place in which one `go` command fails on purpose: a project, a module cache and nothing else of this machine. */

import { execFile } from 'node:child_process';
import { appendFile, chmod, cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Room {
  readonly directory: string;
  /** The module cache of a complete download: its `cache/download` is the mirror of every room. */
  readonly seed: string;
  /** Answers every path below `/<status>` with that status. */
  readonly server: string;
  /** Nobody listens here. */
  readonly closed: string;
}

const quoteZip = 'cache/download/rsc.io/quote/@v/v1.5.2.zip';

export const baseFiles: Readonly<Record<string, string>> = {
  'go.mod':
    'module example.com/app\n\ngo 1.17\n\nrequire rsc.io/quote v1.5.2\n\nrequire (\n\tgolang.org/x/text v0.0.0-20170915032832-14c0d48ead0c // indirect\n\trsc.io/sampler v1.3.0 // indirect\n)\n',
  'main.go': 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n',
};

/** Writes the project: what every room has, and what the scenario changes. */
export async function writeProject(
  { directory, seed }: Room,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const sums = await readFile(join(seed, 'go.sum'), 'utf8');
  for (const [name, text] of Object.entries({ ...baseFiles, 'go.sum': sums, ...changes })) {
    if (text === undefined) continue;
    const file = join(directory, 'project', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function fillCache({ directory, seed }: Room): Promise<string> {
  const cache = join(directory, 'modcache');
  await cp(join(seed, 'modcache'), cache, { recursive: true });
  return cache;
}

/** A zip that ends early, and no unpacked tree. */
export async function corruptZip(room: Room): Promise<void> {
  const cache = await fillCache(room);
  await truncate(join(cache, quoteZip), 100);
  await removeTree(join(cache, 'rsc.io/quote@v1.5.2'));
}

/** A line more in an unpacked file. */
export async function editTree(room: Room): Promise<void> {
  const file = join(await fillCache(room), 'rsc.io/quote@v1.5.2/quote.go');
  await chmod(file, 0o644);
  await appendFile(file, '\n// edited\n');
}

export async function removeRequiredZip(room: Room): Promise<void> {
  await rm(join(await fillCache(room), quoteZip));
}

/** github.com/example/repo below `git`, with one commit and the tag v1.0.0; `COMMIT` in go.mod becomes its name. */
export async function makeRepository({ directory }: Room): Promise<void> {
  const repository = join(directory, 'git', 'example', 'repo');
  await mkdir(repository, { recursive: true });
  await writeFile(join(repository, 'go.mod'), 'module github.com/example/repo\n');
  const git = async (...args: string[]) => {
    const identity = [
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b.test',
      '-c',
      'commit.gpgsign=false',
    ];
    const done = await execute('git', ['-C', repository, ...identity, ...args], {
      env: { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1' },
    });
    return done.stdout.trim();
  };
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-q', '-m', 'one');
  await git('tag', 'v1.0.0');
  const goMod = join(directory, 'project', 'go.mod');
  const commit = (await git('rev-parse', 'HEAD')).slice(0, 12);
  await writeFile(goMod, (await readFile(goMod, 'utf8')).replaceAll('COMMIT', commit));
}

/** Unpacked trees are read-only. */
export async function removeTree(directory: string): Promise<void> {
  await execute('chmod', ['-R', 'u+w', directory]);
  await rm(directory, { recursive: true, force: true });
}
