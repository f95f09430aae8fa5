/** What the tests of existing module caches share: a room with a mirror, and ways in which somebody fills a module cache. */
import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../../__tests__/support/modules.ts';
import type { Environment } from '../../src/effects.ts';
import { type Outcome, openRoom, type Room, removeTree } from '../harness.ts';
import { findOrdinaryUser, giveAway } from '../ordinary-user.ts';

const call = promisify(execFile);
const user = await findOrdinaryUser();

export const alpha = makeModule('example.com/alpha', 'v1.2.0');
export const beta = makeModule('example.com/beta/v2', 'v2.0.1');
export const gamma = makeModule('example.com/Gamma', 'v0.3.0');
export const modules = [alpha, beta, gamma];

/** A module cache that somebody filled, and how the job comes to it. */
export interface Row {
  readonly name: string;
  /** Of the job, and of who filled it. */
  readonly env?: (room: Room) => Environment;
  /** The file of `go env -w`. */
  readonly written?: (room: Room) => string;
  /** Where the module cache lies; the room's own otherwise. */
  readonly moduleCache?: (room: Room) => string;
  /** After it was filled. */
  readonly prepare?: (room: Room, moduleCache: string) => Promise<void>;
  /** The job does not own it, and may write nothing there. */
  readonly isForeign?: boolean;
}

/** As actions/setup-go saves it: all of GOMODCACHE and of GOCACHE, by their absolute paths. */
export async function packAsSetupGo(room: Room, moduleCache: string): Promise<string> {
  const archive = join(room.directory, 'cache.tar');
  const buildCache = room.env['GOCACHE'] ?? '';
  await mkdir(buildCache, { recursive: true });
  const manifest = join(room.directory, 'manifest.txt');
  await writeFile(
    manifest,
    `${relative(room.project, moduleCache)}\n${relative(room.project, buildCache)}\n`,
  );
  const files = ['-P', '-C', room.project, '--files-from', manifest];
  await call('tar', ['--posix', '-cf', archive, ...files]);
  return archive;
}

/** @returns what tar complained of. */
export async function unpackAsSetupGo(room: Room, archive: string): Promise<string> {
  const [program = '', ...args] = [
    ...(user.through ?? []),
    ...['tar', '-xf', archive, '-P', '-C', room.project],
  ];
  return call(program, args, { env: room.env }).then(
    () => '',
    ({ stderr }: { readonly stderr: string }) => stderr,
  );
}

/** A room and a mirror for one test. */
export interface Place {
  readonly room: Room;
  readonly mirror: Mirror;
}

async function withPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const [room, mirror] = await Promise.all([openRoom(), startMirror({ modules })]);
  try {
    await writeProject(room.project, { requires: modules });
    await work({ room, mirror });
  } finally {
    await mirror.close();
    await room.close();
  }
}

export function asOrdinaryUser(name: string, work: (place: Place) => Promise<void>): void {
  if (user.through) test.concurrent(name, () => withPlace(work));
  else test.skip(`${name} (skipped: ${user.why})`, () => withPlace(work));
}

/** What would show that a file was written, replaced or given other rights; locks and lists of versions are notes of `go`. */
export async function snapshot(directory: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || /^list$|lock$/.test(entry.name)) continue;
    const { ino, mtimeMs, size, mode } = await lstat(file);
    found.set(relative(directory, file), [ino, mtimeMs, size, mode].join(' '));
  }
  return found;
}

export async function run(
  { room, mirror }: Place,
  inputs: Readonly<Record<string, string>> = {},
  env: Environment = {},
): Promise<{ readonly outcome: Outcome; readonly asked: readonly string[] }> {
  const before = mirror.requests.length;
  const outcome = await room.run({
    inputs: { mirrors: mirror.url, profile: 'intranet', cache: 'local', ...inputs },
    env,
    ...(user.through && { through: user.through }),
  });
  return { outcome, asked: mirror.requests.slice(before).map(({ path }) => path) };
}

/** Plain `go` fills the module cache; then everything in the room, with exceptions, belongs to the job's user. */
export async function fill(
  { room, mirror }: Place,
  row: Row,
): Promise<{ readonly moduleCache: string; readonly env: Environment }> {
  const moduleCache = row.moduleCache?.(room) ?? room.moduleCache;
  const env = row.env?.(room) ?? {};
  if (row.written) {
    const file = join(room.directory, 'home', '.config', 'go', 'env');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, row.written(room));
  }
  const filled = await room.go(['mod', 'download'], { ...env, GOPROXY: mirror.url });
  expect(filled).toMatchObject({ exitCode: 0 });
  if (row.isForeign) {
    for (const entry of await readdir(room.directory)) {
      if (join(room.directory, entry) !== moduleCache) await giveAway(join(room.directory, entry));
    }
    await call('chmod', ['755', room.directory]);
  } else {
    await giveAway(room.directory);
  }
  await row.prepare?.(room, moduleCache);
  return { moduleCache, env };
}

/** Everything of a module, or what `endings` leaves of it. */
export async function take(
  moduleCache: string,
  { path, version }: TestModule,
  endings: readonly string[],
) {
  const escaped = path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  for (const ending of endings) {
    await rm(join(moduleCache, 'cache', 'download', escaped, '@v', `${version}.${ending}`));
  }
  await removeTree(join(moduleCache, `${escaped}@${version}`));
}
