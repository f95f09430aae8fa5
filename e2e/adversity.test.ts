/** What hostile repositories, broken machines and unlucky settings do; each ends in time, with one clear word. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { openRoom, type Room } from './harness.ts';
import { survivorsAfter } from './processes.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const modules = [alpha];
const tlsFixture = (name: string) => join(process.cwd(), '__tests__', 'fixtures', 'tls', name);
const onLinux = process.platform === 'linux' ? test : test.skip;

let room: Room;
const mirrors: Mirror[] = [];

beforeEach(async () => {
  room = await openRoom();
  await writeProject(room.project, { requires: modules });
});

afterEach(async () => {
  for (const mirror of mirrors.splice(0)) await mirror.close();
  await room.close();
});

async function serve(options: MirrorOptions = {}): Promise<Mirror> {
  const mirror = await startMirror({ modules, ...options });
  mirrors.push(mirror);
  return mirror;
}

function run(url: string, inputs = {}, env = {}) {
  return room.run({ inputs: { mirrors: url, profile: 'intranet', cache: 'off', ...inputs }, env });
}

const inProject = (...names: string[]) => join(room.project, ...names);

describe('the deadline', () => {
  test('of a body that drips: tells which file of which mirror was on its way', async () => {
    const mirror = await serve({
      faults: [{ match: '.zip', action: { kind: 'drip', bytes: 1, everyMs: 5_000 } }],
    });
    const outcome = await run(mirror.url, { timeout: '3s' });
    expect(outcome).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'deadline' }],
      outputs: { 'failure-class': 'deadline' },
    });
    expect(outcome.annotations[0]?.message).toContain(
      `127.0.0.1:${mirror.port} had sent 1 B of example.com/alpha/@v/v1.2.0.zip in `,
    );
    expect(outcome.wallMs).toBeLessThan(8_000);
  });

  onLinux('holds even where a read never ends, as on a file system that is gone', async () => {
    const mirror = await serve();
    const pipe = join(room.directory, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const running = await room.start({
      inputs: { mirrors: mirror.url, timeout: '1s' },
      env: { NETRC: pipe },
    });
    const outcome = await running.ended;
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.annotations).toMatchObject([{ level: 'error', failureClass: 'deadline' }]);
    expect(outcome.outputs['failure-class']).toBe('deadline');
    expect(outcome.wallMs).toBeLessThan(12_000);
    expect(await survivorsAfter(running.marker, 5_000)).toEqual([]);
  });
});

describe('files of the project', () => {
  onLinux.each(['go.mod', 'go.sum'])('a %s that never ends is not read', async (name) => {
    const mirror = await serve();
    await rm(inProject(name));
    await symlink('/dev/zero', inProject(name));
    const outcome = await run(mirror.url);
    expect(outcome).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'module-file', file: name }],
    });
    expect(outcome.annotations[0]?.message).toContain('not a regular file');
  });

  test('a go.mod without a module line', async () => {
    const mirror = await serve();
    await writeFile(inProject('go.mod'), '');
    expect(await run(mirror.url)).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'module-file', file: 'go.mod', line: 1 }],
    });
  });

  test('a newer go line where no other Go may be fetched: on that line, no module is to blame', async () => {
    const mirror = await serve();
    await writeProject(room.project, { requires: modules, go: '1.99.0' });
    const lines = (await readFile(inProject('go.mod'), 'utf8')).split('\n');
    const outcome = await run(mirror.url);
    expect(outcome).toMatchObject({
      exitCode: 1,
      annotations: [
        {
          level: 'error',
          failureClass: 'toolchain',
          file: 'go.mod',
          line: lines.indexOf('go 1.99.0') + 1,
        },
      ],
    });
    expect(outcome.annotations[0]?.message).not.toContain('go-mod-resilient-');
  });
});

describe('directories of the machine', () => {
  test('a RUNNER_TEMP that is not there is made', async () => {
    const mirror = await serve();
    const missing = join(room.directory, 'not', 'there');
    const outcome = await run(mirror.url, {}, { RUNNER_TEMP: missing });
    expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
    expect(await readdir(missing)).toEqual([]);
  });

  test('a RUNNER_TEMP that cannot be made: permission', async () => {
    const mirror = await serve();
    const blocked = join(room.directory, 'file', 'below');
    await writeFile(join(room.directory, 'file'), '');
    expect(await run(mirror.url, {}, { RUNNER_TEMP: blocked })).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'permission' }],
    });
  });

  test('a directory in the place of a file of the local cache is replaced for good', async () => {
    const mirror = await serve();
    const local = { cache: 'local', 'cache-dir': join(room.directory, 'local') };
    expect(await run(mirror.url, local)).toMatchObject({ exitCode: 0, annotations: [] });
    const zip = join(room.directory, 'local', 'download', 'example.com/alpha/@v/v1.2.0.zip');
    await rm(zip);
    await mkdir(join(zip, 'inner'), { recursive: true });
    await room.emptyModuleCache();
    expect(await run(mirror.url, local)).toMatchObject({ exitCode: 0, annotations: [] });
    await room.emptyModuleCache();
    expect(await run(mirror.url, local)).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { 'cache-hit': 'true', attempts: '0' },
    });
  });
});

test('a password with a percent sign reaches the mirror where go asks it itself', async () => {
  const password = '100%/%41@x';
  const mirror = await serve({
    tls: {
      key: await readFile(tlsFixture('server.key.pem')),
      cert: await readFile(tlsFixture('server.pem')),
    },
    basicAuth: { user: 'somebody', password },
  });
  const url = mirror.url.replace('://', () => `://somebody:${encodeURIComponent(password)}@`);
  const outcome = await run(url, { relay: 'off' }, { SSL_CERT_FILE: tlsFixture('ca.pem') });
  expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
});
