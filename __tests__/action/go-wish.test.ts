import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readGoWish } from '../../src/action/go-wish.ts';
import { parseInputs } from '../../src/action/inputs.ts';
import { type Failure, FailureError } from '../../src/failure.ts';
import { readSettingsWithoutGo } from '../../src/go/settings.ts';

const onPosix = process.platform === 'win32' ? describe.skip : describe;

let place = '';
let root = '';

beforeAll(() => {
  place = realpathSync(mkdtempSync(path.join(tmpdir(), 'go-wish-')));
  root = path.join(place, 'checkout');
  mkdirSync(path.join(root, 'api'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(place, name), text);
  write('outside.txt', '1.25.3\n');
  write('checkout/.go-version', '1.25.3\n');
  write('checkout/api/go.mod', 'module example.com/api\n\ngo 1.24.2\n');
  write('checkout/largest', '1.25.3\n'.padEnd(64 * 1024, '\n'));
  write('checkout/larger', '1.25.3\n'.padEnd(64 * 1024 + 1, '\n'));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

async function wish(name: string): Promise<string | Failure> {
  const parsed = parseInputs({ 'go-version-file': name.replace('{place}', place) });
  if (!('settings' in parsed)) throw new Error(parsed.problems.join());
  const go = await readSettingsWithoutGo({ HOME: place }, process.platform);
  try {
    const { request } = await readGoWish(parsed.settings, root, go, { info: () => undefined });
    return request.kind === 'exact' ? request.version : request.kind;
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure;
    throw thrown;
  }
}

test.each([
  ['beside go.mod', '.go-version', '1.25.3'],
  ['in a directory', 'api/go.mod', '1.24.2'],
  ['by way of its parent', 'api/../.go-version', '1.25.3'],
  ['as large as may be', 'largest', '1.25.3'],
  ['anywhere, by its absolute name', '{place}/outside.txt', '1.25.3'],
])('a file %s is read', async (_, name, version) => {
  expect(await wish(name)).toBe(version);
});

test.each([
  ['that is not there', 'none', /^go-version-file: none: there is no such file$/],
  ['below a file', '.go-version/x', /\.go-version\/x: /],
  ['that is a directory', 'api', /^go-version-file: api: it is a directory, and has to be a file/],
  ['that is the checkout', '.', /: it is a directory/],
  [
    'that is too long',
    'larger',
    /: it is 65537 bytes long, and has to be a file of at most 64 KiB/,
  ],
  ['beside the checkout', '../outside.txt', /leads out of the checkout.*absolute path$/],
])('a name %s is an input to correct', async (_, name, detail) => {
  expect(await wish(name)).toMatchObject({ class: 'input', detail: expect.stringMatching(detail) });
});

test('a file that names no version is at fault, at its line', async () => {
  writeFileSync(path.join(root, 'faulty'), '# ours\n1.25.3_1\n');
  expect(await wish('faulty')).toMatchObject({
    class: 'toolchain',
    isFileFaulty: true,
    position: { file: path.join(root, 'faulty'), line: 2 },
  });
});

onPosix('what only this kind of system has', () => {
  beforeAll(() => {
    const link = (target: string, name: string) => symlinkSync(target, path.join(root, name));
    spawnSync('mkfifo', [path.join(root, 'pipe')]);
    link('pipe', 'to-pipe');
    link('/dev/zero', 'to-device');
    link('api/go.mod', 'inside.mod');
    link('../outside.txt', 'planted');
    link('..', 'up');
    link('round', 'round');
  });

  test('a link inside the checkout is followed', async () => {
    expect(await wish('inside.mod')).toBe('1.24.2');
  });

  test.each([
    ['a pipe that nobody writes to', 'pipe', /: it is a named pipe, and has to be a file/],
    ['a link to one', 'to-pipe', /: it is a named pipe/],
    ['an endless device', '/dev/zero', /: it is a device/],
    ['a link to what is outside', 'planted', /leads out of the checkout/],
    ['a link to a device outside', 'to-device', /leads out of the checkout/],
    ['a directory outside', 'up/outside.txt', /leads out of the checkout/],
    ['a link to itself', 'round', /: it cannot be read \(ELOOP\)/],
  ])('%s is not read', async (_, name, detail) => {
    expect(await wish(name)).toMatchObject({
      class: 'input',
      detail: expect.stringMatching(detail),
    });
  });
});
