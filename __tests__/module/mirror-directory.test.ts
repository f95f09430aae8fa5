/** Directories as mirrors, by the rules of each platform. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { createMirrorEntry } from '../../src/module/mirror-entry.ts';

function read(text: string, platform: NodeJS.Platform) {
  return createMirrorEntry(text, () => false, platform);
}

test.each([
  ['POSIX', 'linux', 'file:///srv/mirror', '/srv/mirror'],
  ['a name like a drive', 'darwin', 'file:///C:/mirror', '/C:/mirror'],
  ['a backslash is an ordinary character', 'linux', 'file:///a%5Cb', '/a\\b'],
  ['a drive', 'win32', 'file:///C:/modules', 'C:\\modules'],
  ['with a slash at its end', 'win32', 'file:///D:/a/_temp/', 'D:\\a\\_temp'],
  ['lower case', 'win32', 'file:///d:/modules', 'd:\\modules'],
  ['short', 'win32', 'file:/C:/modules', 'C:\\modules'],
  ['a space', 'win32', 'file:///C:/Program%20Files/modules', 'C:\\Program Files\\modules'],
  ['the root of a drive', 'win32', 'file:///C:/', 'C:\\'],
  ['the same without its slash: not where one was last', 'win32', 'file:///C:', 'C:\\'],
  ['upper case in the scheme', 'win32', 'FILE:///C:/modules', 'C:\\modules'],
] as const)('%s (%s)', (_name, platform, text, path) => {
  const entry = read(text, platform);
  const url = 'mirror' in entry ? entry.mirror.url : '';
  expect(fileURLToPath(url, { windows: platform === 'win32' })).toBe(path);
});

describe('refused when the input is read', () => {
  test.each([
    ['no drive', 'win32', 'file:///modules', /with its drive/],
    // cmd/go refuses a GOPROXY with a host as well.
    ['a network share', 'win32', 'file://server/share/modules', /without a host/],
    ['this machine by name', 'win32', 'file://localhost/C:/modules', /without a host/],
    ['a share, with more slashes', 'win32', 'file:////server/share', /without a host/],
    ['an encoded slash', 'win32', 'file:///C:/a%2Fb', /encoded slash/],
    ['an encoded backslash', 'win32', 'file:///C:/a%5Cb', /encoded slash/],
    ['an encoded slash', 'linux', 'file:///a%2fb', /encoded slash/],
    ['a NUL', 'linux', 'file:///a%00b', /encoded slash/],
    ['a path with backslashes', 'win32', 'C:\\modules', /file:\/\/\//],
    ['a path with slashes', 'win32', 'C:/modules', /file:\/\/\//],
    ['a share as a path', 'win32', '\\\\server\\share', /file:\/\/\//],
  ] as const)('%s (%s): %s', (_name, platform, text, problem) => {
    expect(read(text, platform)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
