import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Environment } from '../../src/effects.ts';
import { readGoEnvironment } from '../../src/go/command.ts';
import { isGorootSet, readSettingsWithoutGo } from '../../src/go/settings.ts';
import { createWorld, type World } from './support/file-proxy.ts';
import { realClock } from './support/real-clock.ts';

let world: World;
let home: string;
beforeAll(async () => {
  world = await createWorld();
  home = path.join(world.directory, 'home');
  await mkdir(path.join(home, '.config', 'go'), { recursive: true });
  await mkdir(path.join(home, 'xdg', 'go'), { recursive: true });
  await writeFile(
    path.join(home, '.config', 'go', 'env'),
    '# mine\nGOPROXY=https://mirror.test,direct\nGOPRIVATE=corp.test\nGOTOOLCHAIN=go1.99.0\r\n',
  );
  await writeFile(path.join(home, 'xdg', 'go', 'env'), 'GOSUMDB=sum.test+00000000+AAAA\n');
});
afterAll(() => world.remove());

describe('settings without a go are those that go itself would have', () => {
  const rows: readonly (readonly [string, () => Environment])[] = [
    ['nothing set', () => ({ GOENV: 'off' })],
    ['what go env -w wrote', () => ({})],
    ['a variable over what was written', () => ({ GOPROXY: 'https://other.test', GOPRIVATE: '' })],
    ['another configuration directory', () => ({ XDG_CONFIG_HOME: path.join(home, 'xdg') })],
    ['a file of its own', () => ({ GOENV: path.join(home, 'xdg', 'go', 'env') })],
    [
      'private patterns each',
      () => ({ GOENV: 'off', GOPRIVATE: 'a.test', GONOPROXY: 'b.test', GONOSUMDB: 'none' }),
    ],
    ['two places in GOPATH', () => ({ GOENV: 'off', GOPATH: `${home}/a:${home}/b` })],
    ['a module cache', () => ({ GOENV: 'off', GOMODCACHE: path.join(home, 'modules') })],
    [
      'the others',
      () => ({
        GOENV: 'off',
        GOFLAGS: '-mod=mod',
        GOVCS: '*:git',
        GOINSECURE: 'c.test',
        GOAUTH: 'off',
        GOWORK: 'off',
        GOSUMDB: 'off',
        GOTOOLCHAIN: 'local',
      }),
    ],
  ];

  test.each(rows)('%s', async (_, given) => {
    // Images ship `local` in go.env; what the Go project ships is the default here.
    const isShipped = (setting: string) =>
      given()['GOTOOLCHAIN'] === undefined && setting === 'local';
    const env = { PATH: process.env['PATH'], HOME: home, ...given() };
    const { signal } = new AbortController();
    const { go, version, goroot, ...settings } = await readGoEnvironment(
      world.go,
      env,
      signal,
      realClock,
    );
    expect(go).not.toBe(goroot);
    expect(version).not.toBe('');
    expect(await readSettingsWithoutGo(env, 'linux')).toEqual({
      ...settings,
      gotoolchain: isShipped(settings.gotoolchain) ? 'auto' : settings.gotoolchain,
    });
  });
});

describe('GOROOT is set', () => {
  test.each<[string, () => Environment, boolean]>([
    ['by nobody', () => ({ HOME: home }), false],
    ['in the environment', () => ({ HOME: home, GOROOT: '/go' }), true],
    ['with go env -w', () => ({ GOENV: path.join(home, 'rooted') }), true],
  ])('%s', async (_, env, isSet) => {
    await writeFile(path.join(home, 'rooted'), 'GOROOT=/other\n');
    expect(await isGorootSet(env(), 'linux')).toBe(isSet);
  });
});

describe('the file of go env -w on other systems', () => {
  test('none without the variables that lead to it', async () => {
    expect((await readSettingsWithoutGo({}, 'win32')).gomodcache).toBe('');
    expect((await readSettingsWithoutGo({}, 'darwin')).isGoproxySet).toBe(false);
  });

  test('Windows has GOPATH below the profile, and ; between its places', async () => {
    const plain = await readSettingsWithoutGo({ USERPROFILE: 'C:\\Users\\me' }, 'win32');
    expect(plain.gomodcache).toBe('C:\\Users\\me\\go\\pkg\\mod');
    const two = await readSettingsWithoutGo({ GOPATH: 'D:\\a;D:\\b' }, 'win32');
    expect(two.gomodcache).toBe('D:\\a\\pkg\\mod');
  });

  test('macOS has it in the library of the user', async () => {
    const directory = path.join(home, 'Library', 'Application Support', 'go');
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, 'env'), 'GOPROXY=https://mac.test\n');
    expect(await readSettingsWithoutGo({ HOME: home }, 'darwin')).toMatchObject({
      goproxy: 'https://mac.test',
      isGoproxySet: true,
    });
  });
});
