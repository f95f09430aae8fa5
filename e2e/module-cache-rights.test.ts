/** Module caches whose owner, or whose mode, stands in the way of a job that is not root. */
import { chmod, cp, lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test as everyTest, expect } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { testAsOrdinaryUser as test } from './as-ordinary-user.ts';
import { openRoom, type Room, type RunOptions, removeTree } from './harness.ts';
import { findOrdinaryUser } from './ordinary-user.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const modules = [alpha, beta];
const zip = 'cache/download/example.com/alpha/@v/v1.2.0.zip';
const tree = 'example.com/alpha@v1.2.0';

let room: Room;
let mirror: Mirror;

beforeEach(async () => {
  mirror = await startMirror({ modules });
  room = await openRoom({ user: 'ordinary' });
  await writeProject(room.project, { requires: modules });
});

afterEach(async () => {
  await mirror.close();
  await room.close();
});

function run(options: RunOptions = {}) {
  const inputs = { mirrors: mirror.url, profile: 'intranet', cache: 'off', ...options.inputs };
  return room.run({ ...options, inputs });
}

const green = { exitCode: 0, annotations: [], outputs: { 'failure-class': '', modules: '2' } };
const refused = {
  exitCode: 1,
  annotations: [
    { level: 'error', failureClass: 'permission', message: expect.stringContaining('What to do:') },
  ],
  outputs: { 'failure-class': 'permission' },
};

/** The modes of all directories and files of a module cache. */
async function setModes(root: string, directories: number, files: number): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    await chmod(path, entry.isDirectory() ? directories : files);
  }
  await chmod(root, directories);
}

test('the job is not root, and what it makes is read-only to its owner', async () => {
  expect(await run()).toMatchObject(green);
  const { uid, mode } = await lstat(join(room.moduleCache, tree));
  expect(uid).not.toBe(0);
  expect(mode & 0o777).toBe(0o555);
  expect((await lstat(join(room.moduleCache, tree, 'alpha.go'))).mode & 0o777).toBe(0o444);
});

test('damage in a cache of read-only files and trees is mended', async () => {
  expect(await run()).toMatchObject(green);
  const download = join(room.moduleCache, 'cache', 'download', 'example.com', 'alpha', '@v');
  await writeFile(join(room.moduleCache, zip), 'no zip');
  await rm(join(download, 'v1.2.0.ziphash'));
  await chmod(join(room.moduleCache, tree), 0o755);
  await writeFile(join(room.moduleCache, tree, 'evil.go'), 'package alpha\n');
  await setModes(join(room.moduleCache, tree), 0o555, 0o444);
  for (const kind of ['zip', 'mod', 'info']) await chmod(join(download, `v1.2.0.${kind}`), 0o444);
  expect(await run()).toMatchObject({
    exitCode: 0,
    annotations: [{ level: 'warning', failureClass: 'cache-corrupt' }],
  });
  expect(await readdir(join(room.moduleCache, tree))).not.toContain('evil.go');
  expect((await readFile(join(room.moduleCache, zip))).equals(alpha.zip)).toBe(true);
});

test('a cache that can only be read, complete and sound, is enough', async () => {
  expect(await run()).toMatchObject(green);
  await setModes(room.moduleCache, 0o555, 0o444);
  const asked = mirror.requests.length;
  expect(await run()).toMatchObject(green);
  expect(await run({ inputs: { offline: 'always' } })).toMatchObject(green);
  expect(mirror.requests).toHaveLength(asked);
});

test('one that can only be read and lacks a module is told with a remedy', async () => {
  expect(await run()).toMatchObject(green);
  await rm(join(room.moduleCache, zip));
  await setModes(room.moduleCache, 0o555, 0o444);
  expect(await run()).toMatchObject(refused);
});

test('one that can only be read and is damaged is told with a remedy', async () => {
  expect(await run()).toMatchObject(green);
  await writeFile(join(room.moduleCache, zip), 'no zip');
  await rm(join(room.moduleCache, `${zip}hash`));
  await setModes(room.moduleCache, 0o555, 0o444);
  const outcome = await run();
  expect(outcome.exitCode).toBe(1);
  expect(outcome.outputs['failure-class']).toMatch(/^(permission|cache-corrupt)$/);
  const errors = outcome.annotations.filter(({ level }) => level === 'error');
  expect(errors.map(({ message }) => /What to do:/.test(message))).toEqual([true]);
});

// Where the tests are not root there is nobody else whose it could be.
const { through = [] } = await findOrdinaryUser();
const why = through.length > 0 ? undefined : 'this user can make nobody else own anything';
if (why !== undefined) console.warn(`skipped: module caches of another user (${why})`);
const asRoot = why === undefined ? test : everyTest.skip;

asRoot('one of another user, empty, is told with a remedy', async () => {
  const other = await openRoom();
  try {
    await chmod(other.directory, 0o755);
    expect(await run({ env: { GOMODCACHE: join(other.directory, 'modules') } })).toMatchObject(
      refused,
    );
  } finally {
    await other.close();
  }
});

asRoot('one of another user, complete and sound, is enough', async () => {
  expect(await run()).toMatchObject(green);
  const other = await openRoom();
  try {
    await chmod(other.directory, 0o755);
    const theirs = join(other.directory, 'modules');
    await cp(room.moduleCache, theirs, { recursive: true });
    await removeTree(room.moduleCache);
    const asked = mirror.requests.length;
    expect(await run({ env: { GOMODCACHE: theirs } })).toMatchObject(green);
    expect(mirror.requests).toHaveLength(asked);
  } finally {
    await other.close();
  }
});

asRoot('one of another user that nobody else may read is told with a remedy', async () => {
  const other = await openRoom();
  try {
    expect(await run({ env: { GOMODCACHE: join(other.directory, 'modules') } })).toMatchObject(
      refused,
    );
  } finally {
    await other.close();
  }
});
