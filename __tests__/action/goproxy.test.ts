import { describe, expect, test } from '@jest/globals';
import { directOf } from '../../src/action/direct.ts';
import { goproxyOfMirrors, goproxyOfRelay } from '../../src/action/goproxy.ts';
import { parseGoproxy } from '../../src/module/mirror-list.ts';

const listOf = (text: string) => parseGoproxy(text, 'as-written', '').value;

test.each<[string, string]>([
  ['https://a.example', 'http://relay'],
  ['https://a.example,direct', 'http://relay,direct'],
  ['https://a.example|direct', 'http://relay,direct'],
  ['https://a.example,off', 'http://relay'],
])('for %s the relay stands in as %s', (text, goproxy) => {
  expect(goproxyOfRelay('http://relay', directOf(listOf(text), 'corp.example'))).toBe(goproxy);
});

describe('without the relay go asks the mirrors itself', () => {
  test.each([
    'https://a.example',
    'https://a.example,https://b.example,direct',
    'https://a.example|https://b.example|direct',
    'https://a.example|https://b.example,https://c.example/base,off',
    'https://user:p%40ss@a.example/base,direct',
    'https://us%3Aer:100%25%2F%2541@a.example',
    'direct',
    'off',
  ])('%s', (text) => {
    expect(goproxyOfMirrors(listOf(text), (group) => group)).toBe(text);
  });

  test('in the order of their health', () => {
    const list = listOf('https://a.example|https://b.example,direct');
    expect(goproxyOfMirrors(list, (group) => group.toReversed())).toBe(
      'https://b.example|https://a.example,direct',
    );
  });
});
