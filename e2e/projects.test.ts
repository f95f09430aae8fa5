import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { goSumOf, makeModule, writeProject } from '../__tests__/support/modules.ts';
import { withoutMasks } from './canaries.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';
import { refusedUrl } from './places.ts';
import { processesWith } from './processes.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const gamma = makeModule('example.com/Gamma', 'v0.3.0');
const modules = [alpha, beta, gamma];

let room: Room;
let mirror: Mirror;

beforeEach(async () => {
  room = await openRoom();
  mirror = await startMirror({ modules });
});

afterEach(async () => {
  await mirror.close();
  await room.close();
});

function run(inputs: Readonly<Record<string, string>> = {}, env = {}): Promise<Outcome> {
  return room.run({ inputs: { mirrors: mirror.url, ...inputs }, env });
}

function inProject(...names: string[]): string {
  return join(room.project, ...names);
}

describe('nothing is started where the job is not in order', () => {
  test('without go on PATH and a go line in go.mod: go-missing with a remedy', async () => {
    await writeProject(room.project, { requires: [alpha] });
    const goMod = await readFile(inProject('go.mod'), 'utf8');
    await writeFile(inProject('go.mod'), goMod.replace(/^go .*\n/m, ''));
    const empty = join(room.directory, 'empty');
    await mkdir(empty);
    const outcome = await run({}, { PATH: empty });
    expect(outcome).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'go-missing' }],
      outputs: { 'failure-class': 'go-missing', 'cache-hit': 'false' },
    });
    expect(outcome.annotations[0]?.message).toContain('`go-version: stable`');
    expect(mirror.requests).toHaveLength(0);
  });

  test('invalid inputs: all of them in one error, and no request', async () => {
    await writeProject(room.project, { requires: [alpha] });
    const outcome = await run({
      mirrors: `ftp://mirror.example\n${mirror.url}`,
      profile: 'martian',
      retries: '-1',
      timeout: '15',
      fallback: 'maybe',
      'stall-timeout': 'soon',
    });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.annotations).toMatchObject([{ level: 'error', failureClass: 'input' }]);
    const message = outcome.annotations[0]?.message ?? '';
    for (const name of ['mirrors', 'profile', 'retries', 'timeout', 'fallback', 'stall-timeout']) {
      expect(message).toContain(name);
    }
    expect(message).toContain('cross-border');
    expect(outcome.outputs).toMatchObject({ 'failure-class': 'input', 'cache-hit': 'false' });
    expect(mirror.requests).toHaveLength(0);
  });

  test('a GOPROXY that go would refuse: every entry, under the name of the variable', async () => {
    await writeProject(room.project, { requires: [alpha] });
    const env = { GOPROXY: `ftp://user:hunter2-token@a.example,${mirror.url},bogus` };
    const outcome = await room.run({ env });
    expect(outcome.annotations).toMatchObject([{ level: 'error', title: 'input: 2 problems' }]);
    const message = outcome.annotations[0]?.message ?? '';
    expect(message).toContain('GOPROXY: entry 1: ');
    expect(message).toContain('GOPROXY: entry 3: ');
    expect(`${message}${outcome.summary}`).not.toContain('hunter2');
    expect(mirror.requests).toHaveLength(0);
  });

  test('a newer Go than there is: toolchain, on the line that asks for it', async () => {
    await writeProject(room.project, { requires: [alpha], go: '1.99.0' });
    const outcome = await run();
    expect(outcome.annotations).toMatchObject([
      { level: 'error', failureClass: 'toolchain', file: 'go.mod', line: 3 },
    ]);
    expect(outcome.annotations[0]?.title).not.toContain('@');
  });

  test('a required module without a go.sum line: gosum-missing on the line of go.mod', async () => {
    await writeProject(room.project, { requires: [alpha, beta], sums: [alpha] });
    const outcome = await run();
    const goMod = (await readFile(inProject('go.mod'), 'utf8')).split('\n');
    const line = goMod.findIndex((text) => text.includes(beta.path)) + 1;
    expect(outcome).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'gosum-missing', file: 'go.mod', line }],
      outputs: { 'failure-class': 'gosum-missing' },
    });
    expect(mirror.requests).toHaveLength(0);
  });

  test('a go.mod that cannot be read: module-file on its line', async () => {
    const line = await writeProjectWith('require example.com/alpha');
    expect(await run()).toMatchObject({
      exitCode: 1,
      annotations: [{ level: 'error', failureClass: 'module-file', file: 'go.mod', line }],
    });
    expect(mirror.requests).toHaveLength(0);
  });
});

test('what only go can judge, it judges: an unknown directive is placed on its line of go.mod', async () => {
  const line = await writeProjectWith('requier oops');
  expect(await run()).toMatchObject({
    exitCode: 1,
    annotations: [{ level: 'error', failureClass: 'module-file', file: 'go.mod', line }],
  });
});

/** A project whose go.mod has `directive` too; the number of its line. */
async function writeProjectWith(directive: string): Promise<number> {
  await writeProject(room.project, { requires: [alpha], extraGoMod: directive });
  return (await readFile(inProject('go.mod'), 'utf8')).split('\n').indexOf(directive) + 1;
}

describe('kinds of projects', () => {
  test('a vendored module needs no request', async () => {
    await writeProject(room.project, { requires: [alpha] });
    expect((await room.go(['mod', 'vendor'], { GOPROXY: mirror.url })).exitCode).toBe(0);
    await room.emptyModuleCache();
    const before = mirror.requests.length;
    const outcome = await run();
    expect(outcome).toMatchObject({ exitCode: 0, outputs: { 'failure-class': '' } });
    expect(mirror.requests.length).toBe(before);
  });

  test('a workspace: what all its modules need', async () => {
    await writeProject(inProject('one'), { module: 'example.com/one', requires: [alpha] });
    await writeProject(inProject('two'), { module: 'example.com/two', requires: [beta, gamma] });
    await writeFile(inProject('go.work'), 'go 1.21\n\nuse (\n\t./one\n\t./two\n)\n');
    expect(await run()).toMatchObject({ exitCode: 0, annotations: [], outputs: { modules: '3' } });
    await expectUntouched('go.work', 'go 1.21\n\nuse (\n\t./one\n\t./two\n)\n');
    await expectUntouched(join('two', 'go.sum'), goSumOf([beta, gamma]));
  });

  test('several modules by a glob', async () => {
    await writeProject(inProject('services', 'one'), { requires: [alpha] });
    await writeProject(inProject('services', 'two'), { requires: [beta] });
    await writeProject(inProject('other'), { requires: [gamma] });
    const outcome = await run({ 'working-directory': 'services/*' });
    expect(outcome).toMatchObject({ exitCode: 0, annotations: [], outputs: { modules: '2' } });
    expect(mirror.requestsFor('/example.com/!gamma/')).toHaveLength(0);
  });

  test('without a module at the root, all below it', async () => {
    await writeProject(inProject('one'), { requires: [alpha] });
    await writeProject(inProject('deep', 'two'), { requires: [gamma] });
    await writeProject(inProject('testdata', 'three'), { requires: [beta], goSum: undefined });
    expect(await run()).toMatchObject({ exitCode: 0, annotations: [], outputs: { modules: '2' } });
    expect(mirror.requestsFor('/example.com/beta/')).toHaveLength(0);
  });

  test('below go 1.17 only what packages need: a zip without a go.sum line is no error', async () => {
    const unused = makeModule('example.com/unused', 'v1.0.0', undefined, { go: '1.16' });
    const used = makeModule('example.com/used', 'v1.0.0', undefined, {
      go: '1.16',
      requires: [unused],
    });
    await mirror.close();
    mirror = await startMirror({ modules: [used, unused] });
    const goSum = `${[...used.sumLines, unused.sumLines[1]].join('\n')}\n`;
    await writeProject(room.project, { go: '1.16', requires: [used], goSum });
    expect(await run()).toMatchObject({ exitCode: 0, annotations: [], outputs: { modules: '1' } });
    expect(mirror.requestsFor('/example.com/unused/@v/v1.0.0.zip')).toHaveLength(0);
    await expectUntouched('go.sum', goSum);
  });
});

async function expectUntouched(name: string, text: string): Promise<void> {
  expect(await readFile(inProject(name), 'utf8')).toBe(text);
}

describe('secrets', () => {
  const user = 'token-user-4711';
  const password = 'S3cr3t/with+signs';

  test('credentials of a mirror over https appear nowhere', async () => {
    const fixture = (name: string) => join('__tests__', 'fixtures', 'tls', name);
    const guarded = await startMirror({
      modules,
      tls: {
        key: await readFile(fixture('server.key.pem')),
        cert: await readFile(fixture('server.pem')),
      },
      basicAuth: { user, password },
      faults: [{ match: '.zip', times: 3, action: { kind: 'latency', ms: 300 } }],
    });
    try {
      await writeProject(room.project, { requires: modules });
      const encoded = `${user}:${encodeURIComponent(password)}`;
      const running = await room.start({
        inputs: { mirrors: guarded.url.replace('https://', `https://${encoded}@`) },
        env: { SSL_CERT_FILE: join(process.cwd(), fixture('ca.pem')), RUNNER_DEBUG: '1' },
      });
      const commandLines: string[] = [];
      const watching = setInterval(async () => {
        commandLines.push(...(await processesWith(running.marker).catch(() => [])));
      }, 25);
      const outcome = await running.ended;
      clearInterval(watching);
      expect(outcome).toMatchObject({ exitCode: 0, outputs: { 'failure-class': '' } });
      expect(guarded.requestsFor('.zip').length).toBeGreaterThanOrEqual(3);
      const written = {
        stdout: withoutMasks(outcome.stdout),
        stderr: outcome.stderr,
        summary: outcome.summary,
        report: JSON.stringify(outcome.report),
        outputs: JSON.stringify(outcome.outputs),
        exported: JSON.stringify(outcome.exported),
        commandLines: commandLines.join('\n'),
      };
      const basic = Buffer.from(`${user}:${password}`).toString('base64');
      for (const secret of [user, password, encodeURIComponent(password), basic]) {
        for (const [place, text] of Object.entries(written)) {
          expect({ place, secret, isThere: text.includes(secret) }).toEqual({
            place,
            secret,
            isThere: false,
          });
        }
      }
      expect(outcome.stdout).toContain(`::add-mask::${password}`);
      if (process.platform === 'linux')
        expect(commandLines.join('\n')).toContain('go mod download');
    } finally {
      await guarded.close();
    }
  });

  test('no mirror hears of what go asks for itself, by GOPRIVATE', async () => {
    await writeProject(room.project, { requires: [alpha, gamma] });
    // Whatever go asks for itself ends at a closed port and not outside this machine.
    const outcome = await run(
      { private: 'example.com/Gamma' },
      { GOVCS: '*:off', HTTPS_PROXY: await refusedUrl() },
    );
    expect(outcome.exitCode).toBe(1);
    expect(mirror.requestsFor('!gamma')).toHaveLength(0);
    expect(mirror.requestsFor('alpha').length).toBeGreaterThan(0);
    expect(outcome.outputs['failure-class']).toMatch(/^vcs-/);
  });
});
