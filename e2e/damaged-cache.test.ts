import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { openRoom, type Room } from './harness.ts';
import { expectVerifiedOffline } from './verified.ts';

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
  room = await openRoom();
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

test('an edited source file is found and fetched again', async () => {
  await makeWritable();
  const source = join(room.moduleCache, tree, 'alpha.go');
  await chmod(source, 0o644);
  await writeFile(source, 'package alpha\n\nconst Version = "evil"\n');
  expect(await run()).toMatchObject(mended);
  expect(await readFile(source, 'utf8')).not.toContain('evil');
  await expectVerifiedOffline(room);
});

function makeWritable(): Promise<void> {
  return chmod(join(room.moduleCache, tree), 0o755);
}
