import { expect, test } from '@jest/globals';
import { createAudience, isDedicated } from '../../src/module/audience.ts';
import { parseMirrorsInput } from '../../src/module/mirror-list.ts';

const list = parseMirrorsInput(
  [
    'https://athens.example only=corp/* only=git.corp.example',
    'https://standby.example only=corp/*',
    'https://goproxy.cn only=git.corp.example',
    'https://own.example',
    'default',
  ].join('\n'),
  'https://shipped.example',
  'any-error',
).value;

test.each<[string, string | undefined, boolean, string[]]>([
  [
    'a module of limited mirrors goes to all of them, and to nobody else',
    'corp/lib/v2',
    false,
    ['athens.example', 'standby.example'],
  ],
  ['also where it is private', 'corp/lib', true, ['athens.example', 'standby.example']],
  [
    'a public one that somebody limited',
    'git.corp.example/x',
    false,
    ['athens.example', 'goproxy.cn'],
  ],
  ['but not for a private module', 'git.corp.example/x', true, ['athens.example']],
  ['any other module', 'example.com/lib', false, ['own.example', 'shipped.example']],
  ['any other private module', 'example.com/lib', true, ['own.example']],
  ['half an element is no match', 'corporation/lib', false, ['own.example', 'shipped.example']],
  ['a question without a module', undefined, false, ['own.example', 'shipped.example']],
])('%s', (_, path, isPrivate, names) => {
  const mayHear = createAudience(list, path, isPrivate);
  const mirrors = list.groups.flat().filter(mayHear);
  expect(mirrors.map(({ name }) => name)).toEqual(names);
});

test('a module belongs to limited mirrors where one of their patterns matches', () => {
  expect(isDedicated(list, 'git.corp.example/team/lib')).toBe(true);
  expect(isDedicated(list, 'corp')).toBe(false);
  expect(isDedicated({ groups: [] }, 'corp/lib')).toBe(false);
});
