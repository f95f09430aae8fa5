/** Modules whose go.mod does not list all that they need: go.sum does, for builds and tests on every system. */
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { offlineVariables } from '../src/go/command.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';
import { refusedUrl } from './places.ts';

const old = { go: '1.16' };
const plain = (name: string) => makeModule(`example.com/${name}`, 'v1.0.0', undefined, old);
const [onLinux, onWindows, ofTest, ofItsTest] = ['onlinux', 'onwindows', 'oftest', 'ofitstest'].map(
  plain,
) as [TestModule, TestModule, TestModule, TestModule];
/** In the module graph, and nowhere else. */
const graphOnly = plain('graphonly');
const lib = makeModule(
  'example.com/lib',
  'v1.0.0',
  {
    'lib.go': 'package lib\n',
    'lib_linux.go': `package lib\n\nimport _ "${onLinux.path}"\n`,
    'lib_windows.go': `package lib\n\nimport _ "${onWindows.path}"\n`,
    'lib_test.go': `package lib\n\nimport _ "${ofItsTest.path}"\n`,
  },
  { ...old, requires: [onLinux, onWindows, ofItsTest, graphOnly] },
);
const modules = [lib, onLinux, onWindows, ofTest, ofItsTest, graphOnly];

let mirror: Mirror;
let room: Room;
/** Paths of the zips that go.sum has a line for, as `go mod tidy` writes it. */
let summed: readonly string[];

beforeAll(async () => {
  mirror = await startMirror({ modules });
  room = await openRoom();
  await writeOld(room.project);
  await tidy();
  const lines = (await readFile(join(room.project, 'go.sum'), 'utf8')).trim().split('\n');
  summed = lines.flatMap((line) => (line.includes('/go.mod ') ? [] : [line.split(' ')[0] ?? '']));
});

afterAll(async () => {
  await room.close();
  await mirror.close();
});

async function writeOld(directory: string): Promise<void> {
  await writeProject(directory, {
    ...old,
    module: 'example.com/old',
    requires: [lib, ofTest],
    imports: [lib.path],
  });
  await writeFile(join(directory, 'main_test.go'), `package main\n\nimport _ "${ofTest.path}"\n`);
}

/** go.mod and go.sum as people commit them. */
async function tidy(): Promise<void> {
  expect(await room.go(['mod', 'tidy'], { GOPROXY: mirror.url })).toMatchObject({ exitCode: 0 });
  await room.emptyModuleCache();
}

function run(options: { readonly inputs?: object; readonly env?: object } = {}): Promise<Outcome> {
  const inputs = { mirrors: mirror.url, cache: 'off', profile: 'intranet', ...options.inputs };
  return room.run({ inputs, env: { ...options.env } });
}

/** What plain `go` does in the project without any network. */
async function expectWorksOffline(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const goCache = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
  const offline = { ...offlineVariables, ...env };
  for (const goos of ['linux', 'windows', 'darwin']) {
    const listed = await room.go(['list', '-deps', '-test', './...'], { ...offline, GOOS: goos });
    expect({ goos, ...listed }).toMatchObject({ goos, exitCode: 0 });
  }
  for (const args of [
    ['build', './...'],
    ['vet', './...'],
  ]) {
    const built = await room.go(args, { ...offline, GOCACHE: goCache });
    expect({ args, ...built }).toMatchObject({ args, exitCode: 0 });
  }
}

const zipsAskedFor = (since: number) =>
  mirror.requests
    .slice(since)
    .flatMap(({ path }) => /^\/(.*)\/@v\/.*\.zip$/.exec(path)?.[1] ?? [])
    .toSorted();

describe('a module of go 1.16', () => {
  test('the zips that go.sum names and no others; then builds for every system need no network', async () => {
    const asked = mirror.requests.length;
    const outcome = await run();
    expect(outcome).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { modules: String(summed.length) },
    });
    expect(summed).toEqual(expect.arrayContaining([onWindows.path, ofTest.path]));
    expect(summed).not.toContain(graphOnly.path);
    expect(zipsAskedFor(asked)).toEqual(summed.toSorted());
    await expectWorksOffline();
    expect(await room.go(['mod', 'verify'], offlineVariables)).toMatchObject({ exitCode: 0 });
  });

  test('a second run asks nobody', async () => {
    const asked = mirror.requests.length;
    const outcome = await run();
    expect(outcome).toMatchObject({ exitCode: 0, outputs: { attempts: '0' } });
    expect(mirror.requests).toHaveLength(asked);
  });

  test.each([
    {
      name: 'every zip that is missing is named, for other systems too',
      files: [onWindows, ofTest].map((each) => `${each.path}/@v/v1.0.0.zip`),
      missing: [onWindows, ofTest],
    },
    {
      name: 'where the module graph cannot be read, the zips are named all the same',
      files: [`${graphOnly.path}/@v/v1.0.0.mod`, `${onWindows.path}/@v/v1.0.0.zip`],
      missing: [graphOnly, onWindows],
    },
  ])('offline-miss: $name', async ({ files, missing }) => {
    for (const file of files) await rm(join(room.moduleCache, 'cache/download', file));
    const outcome = await run({ inputs: { mirrors: await refusedUrl(), retries: '0' } });
    const named = (outcome.report?.findings ?? []).flatMap(({ failure }) =>
      failure.class === 'offline-miss' ? [failure.module] : [],
    );
    expect(named.toSorted()).toEqual(missing.map(({ path }) => `${path}@v1.0.0`).toSorted());
    expect(await run()).toMatchObject({ exitCode: 0 });
  });

  test('its go.mod is another file, by GOFLAGS', async () => {
    const env = { GOFLAGS: '-modfile=other.mod' };
    for (const ending of ['mod', 'sum']) {
      const text = await readFile(join(room.project, `go.${ending}`), 'utf8');
      await writeFile(join(room.project, `other.${ending}`), text);
    }
    await room.emptyModuleCache();
    expect(await run({ env })).toMatchObject({ exitCode: 0, annotations: [] });
    await expectWorksOffline(env);
  });

  test('-mod=mod and a go.sum that lacks lines: they are completed in a copy', async () => {
    const env = { GOFLAGS: '-mod=mod' };
    const goSum = join(room.project, 'go.sum');
    const whole = await readFile(goSum, 'utf8');
    const short = whole.replaceAll(/^example\.com\/onlinux v1\.0\.0 h1:.*\n/gm, '');
    expect(short.length).toBeLessThan(whole.length);
    await writeFile(goSum, short);
    await room.emptyModuleCache();
    expect(await run({ env })).toMatchObject({ exitCode: 0, annotations: [] });
    expect(await readFile(goSum, 'utf8')).toBe(short);
    await expectWorksOffline(env);
    await writeFile(goSum, whole);
  });

  test('vendored: nobody is asked', async () => {
    expect(await room.go(['mod', 'vendor'], { GOPROXY: mirror.url })).toMatchObject({
      exitCode: 0,
    });
    await room.emptyModuleCache();
    const asked = mirror.requests.length;
    expect(await run()).toMatchObject({ exitCode: 0, annotations: [] });
    expect(mirror.requests).toHaveLength(asked);
    await expectWorksOffline();
    await rm(join(room.project, 'vendor'), { recursive: true });
  });
});

describe('a workspace with a member of go 1.16 and one of go 1.21', () => {
  const next = makeModule(onLinux.path, 'v1.1.0', undefined, old);
  /** Raises a version that it loads no package of: the newer member has no line for that zip. */
  const raising = makeModule('example.com/raising', 'v1.0.0', undefined, { requires: [next] });

  test('what the older one loads in a version that only the workspace selects is there, too', async () => {
    const both = await startMirror({ modules: [...modules, next, raising] });
    const workspace = await openRoom();
    try {
      const member = (name: string) => join(workspace.project, name);
      await writeOld(member('old'));
      await writeProject(member('new'), { module: 'example.com/new', requires: [raising] });
      const online = { GOPROXY: both.url };
      for (const name of ['old', 'new']) {
        const tidied = await workspace.go(['-C', member(name), 'mod', 'tidy'], online);
        expect(tidied).toMatchObject({ exitCode: 0 });
      }
      await writeFile(member('go.work'), 'go 1.21\n\nuse (\n\t./old\n\t./new\n)\n');
      await workspace.emptyModuleCache();
      const asked = both.requests.length;
      const outcome = await workspace.run({ inputs: { mirrors: both.url, cache: 'off' } });
      expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
      expect(both.requests.slice(asked).map(({ path }) => path)).toContain(
        `/${next.path}/@v/v1.1.0.zip`,
      );
      for (const GOOS of ['linux', 'windows']) {
        const packages = ['./old/...', './new/...'];
        const args = ['list', '-deps', '-test', ...packages];
        const listed = await workspace.go(args, { ...offlineVariables, GOOS });
        expect({ GOOS, ...listed }).toMatchObject({ GOOS, exitCode: 0 });
      }
      expect(await workspace.go(['mod', 'verify'], offlineVariables)).toMatchObject({
        exitCode: 0,
      });
    } finally {
      await workspace.close();
      await both.close();
    }
  });
});
