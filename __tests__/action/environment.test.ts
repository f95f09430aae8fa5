import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../src/action/environment.ts';
import { readRawInputs } from '../../src/action/input-sources.ts';
import { createRouter } from '../../src/network/forward-proxy.ts';

const windows = (variables: Record<string, string>) => readEnvironment(variables, 'win32');

describe('names of variables on Windows', () => {
  test.each([
    ['PATH as Windows spells it', { Path: 'C:\\go\\bin' }, 'PATH', 'C:\\go\\bin'],
    ['the system root', { SystemRoot: 'C:\\Windows' }, 'SYSTEMROOT', 'C:\\Windows'],
    ['the cache directory', { LocalAppData: 'C:\\a' }, 'LOCALAPPDATA', 'C:\\a'],
    ['a setting of Go in lower case', { goproxy: 'off' }, 'GOPROXY', 'off'],
    ['two spellings: the first, as Windows finds it', { Path: 'a', PATH: 'b' }, 'PATH', 'a'],
  ])('%s', (_name, variables, name, expected) => {
    expect(windows(variables)).toEqual({ [name]: expected });
  });

  test('what is laid over a copy takes the place of every spelling', () => {
    const laidOver = { ...windows({ GoProxy: 'https://theirs.test' }), GOPROXY: 'off' };
    expect(laidOver).toEqual({ GOPROXY: 'off' });
  });

  test('a forward proxy and inputs are found in any spelling', () => {
    const env = windows({ Https_Proxy: 'http://p.test:3128', 'Input_Connect-Timeout': '5s' });
    expect(createRouter(env)(new URL('https://a.test/'))).toMatchObject({ name: 'p.test:3128' });
    expect(readRawInputs(env)).toEqual({ 'connect-timeout': '5s' });
  });
});

test.each(['linux', 'darwin'] as const)('%s tells names apart by case', (platform) => {
  const variables = { Path: 'a', PATH: 'b', http_proxy: 'c' };
  expect(readEnvironment(variables, platform)).toEqual(variables);
});

test('no source reads a variable by a name that Windows would not find', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const names = sources.flatMap((source) => {
    const text = readFileSync(join('src', source), 'utf8');
    return [...text.matchAll(/\benv(?:\[['"]|\.)([A-Za-z_]\w*)(?!\w*\()/g)].map(
      ([, name = '']) => name,
    );
  });
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => name !== name.toUpperCase())).toEqual([]);
});
