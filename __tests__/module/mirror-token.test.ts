import { describe, expect, test } from '@jest/globals';
import { parseMirrorsInput } from '../../src/module/mirror-list.ts';
import { giveTokens, parseMirrorTokens } from '../../src/module/mirror-token.ts';

describe('the input mirror-token', () => {
  test.each<[string, string, [host: string, token: string][]]>([
    ['nothing', ' \n', []],
    ['a host', 'a.example=word', [['a.example', 'word']]],
    ['a port', 'a.example:8443=word', [['a.example:8443', 'word']]],
    ['the port that goes without saying', 'A.Example:443=word', [['a.example', 'word']]],
    ['an IPv6 address', '[::1]:3000=word', [['[::1]:3000', 'word']]],
    ['a token with what tokens hold', 'a.example=aB1-._~+/==', [['a.example', 'aB1-._~+/==']]],
    [
      'lines',
      '\n a.example=x \r\nb.example=y',
      [
        ['a.example', 'x'],
        ['b.example', 'y'],
      ],
    ],
  ])('%s', (_, text, tokens) => {
    const { value, problems } = parseMirrorTokens(text);
    expect(problems).toEqual([]);
    expect(value.map(({ host, token }) => [host, token])).toEqual(tokens);
  });

  test.each<[string, string, RegExp]>([
    ['a token alone', 's3cret', /^line 1: expected HOST=TOKEN/],
    ['an empty token', 'a.example=', /^line 1: expected HOST=TOKEN/],
    ['a URL', 'https://a.example=s3cret', /^line 1: expected HOST=TOKEN/],
    ['a path', 'a.example/go=s3cret', /^line 1: expected HOST=TOKEN/],
    ['a port that is none', 'a.example:99999=s3cret', /^line 1: expected HOST=TOKEN/],
    ['white space', 'a.example=s3cret word', /^line 1: the token holds a character/],
    ['another letter', 'a.example=s3crét', /^line 1: the token holds a character/],
    ['two for one mirror', 'a.example=x\na.example:443=s3cret', /^line 2: a second token/],
  ])('a problem: %s', (_, text, expected) => {
    const { problems } = parseMirrorTokens(text);
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems.join()).not.toContain('s3cr');
  });
});

describe('tokens and mirrors', () => {
  const text =
    'https://a.example/go\nhttps://a.example:8443 only=corp\nhttps://u:p@b.example\nfile:///srv';
  const list = parseMirrorsInput(text, '', 'any-error').value;
  const give = (tokens: string) => giveTokens(list, parseMirrorTokens(tokens).value);

  test('a mirror gets the token of its host and port, and no other', () => {
    const { value, problems } = give('a.example:8443=other');
    expect(problems).toEqual([]);
    expect(value.groups.flat().map(({ credentials }) => credentials)).toEqual([
      undefined,
      { token: 'other' },
      { username: 'u', password: 'p' },
      undefined,
    ]);
  });

  test.each<[string, string, RegExp]>([
    [
      'no such mirror',
      'c.example=s3cret',
      /^line 1: no mirror has this host and port \(a\.example, a\.example:8443, b\.example\)/,
    ],
    ['another port', 'b.example:8443=s3cret', /^line 1: no mirror has/],
    ['a user in the URL', 'b.example=s3cret', /^line 1: the URL of this mirror has a user/],
  ])('a problem: %s', (_, tokens, expected) => {
    const { problems } = give(tokens);
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems.join()).not.toContain('s3cret');
  });
});
