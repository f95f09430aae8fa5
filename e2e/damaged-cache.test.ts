import { execFile } from 'node:child_process';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { testAsOrdinaryUser as test } from './as-ordinary-user.ts';
import { openRoom, type Room } from './harness.ts';
import { expectVerifiedOffline } from './verified.ts';

const shell = promisify(execFile);

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const modules = [alpha, beta];
const zip = 'cache/download/example.com/alpha/@v/v1.2.0.zip';
const tree = 'example.com/alpha@v1.2.0';

const succeeded = {
  exitCode: 0,
  outputs: { 'failure-class': '', modules: String(modules.length) },
};
const mended = {
  ...succeeded,
  annotations: [{ level: 'warning', failureClass: 'cache-corrupt' }],
};

let room: Room;
let mirror: Mirror;

beforeEach(async () => {
  room = await openRoom({ user: 'ordinary' });
  await writeProject(room.project, { requires: modules });
  mirror = await startMirror({ modules });
  expect(await run()).toMatchObject(succeeded);
});

afterEach(async () => {
  await mirror.close();
  await room.close();
});

function run() {
  return room.run({ inputs: { mirrors: mirror.url, profile: 'intranet', cache: 'off' } });
}

async function editSource(): Promise<string> {
  const source = join(room.moduleCache, tree, 'alpha.go');
  await chmod(source, 0o644);
  await writeFile(source, 'package alpha\n\nconst Version = "evil"\n');
  await chmod(source, 0o444);
  return source;
}

test('a zip with a flipped byte and nothing beside it is found and fetched again', async () => {
  const file = join(room.moduleCache, zip);
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
  await writeFile(file, bytes);
  await rm(`${file}hash`);
  await makeWritable();
  await rm(join(room.moduleCache, tree), { recursive: true });
  expect(await run()).toMatchObject(mended);
  await expectVerifiedOffline(room);
});

test('an edited source file is found and unpacked again, without any request', async () => {
  const source = await editSource();
  const before = mirror.requests.length;
  expect(await run()).toMatchObject(mended);
  expect(await readFile(source, 'utf8')).not.toContain('evil');
  expect(zipsAskedFor(before)).toEqual([]);
  await expectVerifiedOffline(room);
});

test('a forged zip with the genuine .ziphash beside an intact tree is found, and only it is fetched again', async () => {
  const forged = makeModule('example.com/alpha', 'v1.2.0', { 'alpha.go': 'package alpha\n' });
  await writeFile(join(room.moduleCache, zip), forged.zip);
  const before = mirror.requests.length;
  expect(await run()).toMatchObject(mended);
  expect(zipsAskedFor(before)).toEqual(['/example.com/alpha/@v/v1.2.0.zip']);
  await expectVerifiedOffline(room);
});

test('a named pipe does not make the run wait', async () => {
  const info = join(room.moduleCache, zip.replace(/zip$/, 'info'));
  await rm(info);
  await shell('mkfifo', [info]);
  const outcome = await run();
  expect(outcome).toMatchObject(mended);
  expect(outcome.annotations[0]?.message).toContain('info is a named pipe');
  await expectVerifiedOffline(room);
});

test('a restored .info of another version is found although go believes it', async () => {
  const cached = () =>
    room.run({
      inputs: { mirrors: mirror.url, profile: 'intranet', cache: 'local', 'cache-dir': local },
    });
  const local = join(room.directory, 'local');
  const info = join(local, 'download/example.com/alpha/@v/v1.2.0.info');
  expect(await cached()).toMatchObject(succeeded);
  await writeFile(info, '{"Version":"v1.3.0"}');
  await room.emptyModuleCache();
  expect(await cached()).toMatchObject(mended);
  expect(JSON.parse(await readFile(info, 'utf8'))).toMatchObject({ Version: 'v1.2.0' });
  await expectVerifiedOffline(room);
});

function zipsAskedFor(from: number): readonly string[] {
  return mirror.requests
    .slice(from)
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.zip'));
}

function makeWritable(): Promise<void> {
  return chmod(join(room.moduleCache, tree), 0o755);
}
