import { expect, test } from '@jest/globals';
import { chooseCacheDirectory } from '../../src/cache/directory.ts';

test.each([
  ['cache-dir, relative', 'linux', 'my/cache', { HOME: '/h' }, '/repo/my/cache'],
  ['cache-dir, absolute', 'linux', '/c', { RUNNER_TOOL_CACHE: '/t' }, '/c'],
  ['runner', 'linux', '', { RUNNER_TOOL_CACHE: '/t', HOME: '/h' }, '/t/go-mod-resilient'],
  ['XDG', 'linux', '', { XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/go-mod-resilient'],
  ['relative XDG', 'linux', '', { XDG_CACHE_HOME: 'x', HOME: '/h' }, '/h/.cache/go-mod-resilient'],
  ['macOS', 'darwin', '', { HOME: '/Users/u' }, '/Users/u/Library/Caches/go-mod-resilient'],
  [
    'Windows',
    'win32',
    '',
    { LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local' },
    'C:\\Users\\u\\AppData\\Local\\go-mod-resilient',
  ],
  ['nothing known', 'linux', '', {}, undefined],
] as const)('%s', (_name, platform, cacheDir, env, expected) => {
  expect(chooseCacheDirectory({ cacheDir, base: '/repo', env, platform })).toBe(expected);
});
