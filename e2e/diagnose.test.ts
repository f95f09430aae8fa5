import { access } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startTlsFaults } from '../__tests__/support/broken-endpoints.ts';
import { createAuthority } from '../__tests__/support/certificates.ts';
import type { Fault } from '../__tests__/support/faults.ts';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { openRoom, type Room } from './harness.ts';
import { refusedUrl, startForwardProxy } from './places.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const modules = [alpha];
const always = (action: Fault['action']): Fault => ({ match: '', action });

let room: Room;
const opened: { close(): Promise<void> }[] = [];

async function keep<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const server = await opening;
  opened.push(server);
  return server;
}

const serve = (options: MirrorOptions = {}): Promise<Mirror> =>
  keep(startMirror({ modules, ...options }));

beforeEach(async () => {
  room = await openRoom();
  await writeProject(room.project, { requires: modules });
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await room.close();
});

const inputs = (mirrors: readonly string[], more = {}) => ({
  mirrors: mirrors.join('\n'),
  profile: 'intranet',
  retries: '0',
  cache: 'off',
  ...more,
});

test('six mirrors, one dead at each layer: the right layer of each, under 20 s', async () => {
  const certificate = createAuthority('somebody').issue({ names: ['127.0.0.1'] });
  const tls = await keep(startTlsFaults({ kind: 'certificate', ...certificate }));
  const proxy = await keep(startForwardProxy({ user: 'u', password: 'p' }));
  const status = await serve({ faults: [always({ kind: 'status', status: 503 })] });
  const lies = await serve({ faults: [always({ kind: 'body', body: '{}' })] });
  const { report, annotations, stdout, summary, outputs } = await room.run({
    inputs: inputs([
      'http://gone.invalid',
      await refusedUrl(),
      `https://127.0.0.1:${tls.port}`,
      'https://behind.invalid',
      status.url,
      lies.url,
    ]),
    // Nothing but the mirror for which it is meant goes through the proxy.
    env: { HTTPS_PROXY: `http://u:s3cret@127.0.0.1:${proxy.port}` },
  });
  const layers = report?.diagnosis?.mirrors.map(
    (mirror) => mirror.layers.find(({ fault }) => fault !== undefined)?.layer,
  );
  expect(layers?.slice(1)).toEqual(['tcp', 'tls', 'forward proxy', 'http', 'protocol']);
  expect(layers?.[0]).toBe('dns');
  expect(report?.diagnosis?.durationMs).toBeLessThan(20_000);
  expect(report?.diagnosis?.machine.common).toBe('mirrors-differ');
  expect(outputs['failure-class']).toBe(report?.failure?.class);
  expect(annotations.filter(({ level }) => level === 'error')).not.toHaveLength(0);
  expect(stdout).toContain('::group::Diagnosis');
  expect(summary).toContain('### Diagnosis');
  expect(JSON.stringify(report)).not.toContain('s3cret');
});

describe('when it runs', () => {
  test('not where the input says never', async () => {
    const { report } = await room.run({
      inputs: inputs([await refusedUrl()], { diagnose: 'never' }),
    });
    expect(report).toMatchObject({ failure: { class: 'connect-refused' } });
    expect(report?.diagnosis).toBeUndefined();
  });

  test('not after a success, unless always', async () => {
    const mirror = await serve();
    const first = await room.run({ inputs: inputs([mirror.url]) });
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.report?.diagnosis).toBeUndefined();
    const second = await room.run({ inputs: inputs([mirror.url], { diagnose: 'always' }) });
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.report?.diagnosis?.machine.common).toBe('usable');
  });

  test('not where the deadline has passed', async () => {
    const mirror = await serve({ faults: [always({ kind: 'never-answer' })] });
    const { report } = await room.run({ inputs: inputs([mirror.url], { timeout: '2s' }) });
    expect(report).toMatchObject({ failure: { class: 'deadline' } });
    expect(report?.diagnosis).toBeUndefined();
  });

  test('not where the job was cancelled', async () => {
    const mirror = await serve({ faults: [always({ kind: 'never-answer' })] });
    const running = await room.start({ inputs: inputs([mirror.url], { diagnose: 'always' }) });
    await mirror.waitForRequest(() => true);
    running.kill('SIGTERM');
    const { report } = await running.ended;
    expect(report).toMatchObject({ failure: { class: 'cancelled' } });
    expect(report?.diagnosis).toBeUndefined();
  });

  test('not where the network has no part in it', async () => {
    const mirror = await serve({ modules: [] });
    const { report } = await room.run({ inputs: inputs([mirror.url]) });
    expect(report).toMatchObject({ failure: { class: 'http-not-found' } });
    expect(report?.diagnosis).toBeUndefined();
  });
});

test('a mirror that answers again by then is said to, in the annotation', async () => {
  const mirror = await serve();
  mirror.setFaults([{ match: '.zip', action: { kind: 'status', status: 502 } }]);
  const { annotations, outputs } = await room.run({ inputs: inputs([mirror.url]) });
  expect(outputs).toMatchObject({ 'failure-class': 'http-server' });
  expect(annotations[0]?.message).toMatch(/\nDiagnosis: asked again after the failure/);
});

test('a private module is sent to no mirror, and its repository is asked', async () => {
  const hidden = makeModule('git.corp.example/team/hidden.git', 'v1.0.0');
  await writeProject(room.project, { requires: [alpha, hidden] });
  const mirror = await serve({
    faults: [{ match: '.zip', action: { kind: 'status', status: 503 } }],
  });
  const { report } = await room.run({
    inputs: inputs([mirror.url, 'direct'], { private: 'git.corp.example', diagnose: 'always' }),
    env: {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'url.http://127.0.0.1:1/.insteadOf',
      GIT_CONFIG_VALUE_0: 'https://git.corp.example/',
    },
  });
  expect(mirror.requestsFor('hidden')).toEqual([]);
  expect(report?.diagnosis?.direct).toMatchObject({
    isUsable: false,
    repository: { url: 'https://git.corp.example/team/hidden' },
  });
});

describe('doctor', () => {
  const see = (mirrors: readonly string[]) =>
    room.run({ args: ['doctor', ...mirrors], place: 'terminal' });

  test('every mirror usable: exit code 0, and nothing is downloaded', async () => {
    const mirror = await serve();
    const { exitCode, stdout } = await see([mirror.url]);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('Verdict: the mirror is usable from here.');
    await expect(access(room.moduleCache)).rejects.toThrow();
  });

  test('one that is not: exit code 1, and its layer', async () => {
    const mirror = await serve();
    const { exitCode, stdout } = await see([mirror.url, await refusedUrl()]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ 127\.0\.0\.1:\d+: tcp: no TCP connection/);
  });

  test('no project and a proxy that is none: said in words', async () => {
    const { exitCode, stdout } = await room.run({
      args: ['doctor'],
      place: 'terminal',
      env: { PATH: '/nowhere', GOPROXY: 'mirror' },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('What to do: ');
  });

  test('no Go: the mirrors that it would come from', async () => {
    const mirror = await serve();
    const env = { PATH: '/nowhere', GOPROXY: mirror.url };
    const { exitCode, stdout } = await room.run({ args: ['doctor'], place: 'terminal', env });
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('There is no go command on PATH');
  });
});
