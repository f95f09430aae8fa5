import { expect, test } from '@jest/globals';
import { findPlainHttp } from '../../src/action/insecure.ts';
import { parseMirrorsInput } from '../../src/module/mirror-list.ts';

test.each<[string, string, number]>([
  ['https', 'https://mirror.company.com', 0],
  ['a directory', 'file:///srv/mirror', 0],
  ['this machine', 'http://localhost:3000\nhttp://127.0.0.1:3000\nhttp://[::1]:3000', 0],
  ['private addresses', 'http://10.1.2.3\nhttp://192.168.1.1:8081/go\nhttp://[fd00::1]', 0],
  ['names of private networks', 'http://athens:3000\nhttp://athens.corp\nhttp://nexus.lan/go', 0],
  ['a name of the internet', 'http://mirror.company.com:8081/go', 1],
  ['an address of the internet', 'http://8.8.8.8\nhttp://[2606:4700::1]', 2],
  ['the same mirror twice', 'http://mirror.company.com only=corp\nhttp://mirror.company.com', 1],
])('mirrors: %s', (_, text, count) => {
  const { value, problems } = parseMirrorsInput(text, '', 'any-error');
  expect(problems).toEqual([]);
  const found = findPlainHttp(value, '');
  expect(found).toHaveLength(count);
  for (const failure of found) {
    expect(failure).toMatchObject({ class: 'input', isPlainHttp: true });
    expect(failure.detail).toContain(`${failure.mirror} is asked over plain http`);
  }
});

test.each<[string, string[]]>([
  ['', []],
  ['git.corp/*,localhost', []],
  ['git.corp/*,git.company.com/team/*,', ['git.company.com/team/*']],
])('GOINSECURE=%s', (goinsecure, patterns) => {
  const details = findPlainHttp({ groups: [] }, goinsecure).map(({ detail }) => detail);
  expect(details.map((detail) => /fetch (\S+) over/.exec(detail)?.[1])).toEqual(patterns);
});
