import { expect, test } from '@jest/globals';
import { directoryIn, directoryInWords } from '../src/owned-directory.ts';

test.each<[string, string, string | undefined]>([
  [
    'the cache of modules',
    'mkdir /home/u/go/pkg/mod/cache: permission denied',
    '/home/u/go/pkg/mod',
  ],
  [
    'a file of the cache',
    'open /home/u/go/pkg/mod/cache/download/a.b/c/@v/v1.0.0.lock: permission denied',
    '/home/u/go/pkg/mod',
  ],
  [
    'an unpacked file',
    'unzip x: write /go/pkg/mod/a.b/c@v1.0.0/d/e.go: no space left on device',
    '/go/pkg/mod/a.b/c@v1.0.0/d',
  ],
  [
    'a directory that is to be made',
    'could not create module cache: mkdir /srv/mod: permission denied',
    '/srv/mod',
  ],
  ['one of two files', 'rename /a/b.tmp /a/b: permission denied', '/a'],
  ['Windows', 'open C:\\go\\pkg\\mod\\cache\\lock: Access is denied.', 'C:\\go\\pkg\\mod'],
  ['no file', 'detected dubious ownership in repository', undefined],
  ['a URL is no file', 'read "https://a.example/b": permission denied', undefined],
])('the directory to own, for %s', (_, words, expected) =>
  expect(directoryInWords(words)).toBe(expected),
);

test.each<[string, object, string | undefined]>([
  ['a file', { path: '/srv/cache-dir/x.zip', syscall: 'open' }, '/srv/cache-dir'],
  ['a directory', { path: '/srv/cache-dir', syscall: 'mkdir' }, '/srv/cache-dir'],
  ['a file at the root', { path: '/x', syscall: 'open' }, '/'],
  ['words alone', { message: 'x' }, undefined],
  ['nothing', {}, undefined],
])('the directory to own, for an error about %s', (_, error, expected) =>
  expect(directoryIn(error)).toBe(expected),
);
