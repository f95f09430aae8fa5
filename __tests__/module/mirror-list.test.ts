import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Fallback,
  type MirrorList,
  parseGoproxy,
  parseMirrorsInput,
} from '../../src/module/mirror-list.ts';

const shipped = 'https://shipped.example,direct';

/** The groups as URLs. */
function urls(list: MirrorList): string[][] {
  return list.groups.map((group) => group.map(({ url }) => url));
}

function goproxy(value: string, fallback: Fallback | 'as-written' = 'as-written') {
  return parseGoproxy(value, fallback, shipped);
}

function input(text: string, fallback: Fallback = 'any-error') {
  return parseMirrorsInput(text, shipped, fallback);
}

describe('GOPROXY as written', () => {
  const a = 'https://a.example';
  const b = 'https://b.example';
  const c = 'https://c.example';
  test.each([
    ['one', a, [[a]], 'none', 'not-found'],
    ['a comma', `${a},${b}`, [[a], [b]], 'none', 'not-found'],
    ['a bar', `${a}|${b}`, [[a, b]], 'none', 'not-found'],
    ['both', `${a}|${b},${c}`, [[a, b], [c]], 'none', 'not-found'],
    ['direct after a comma', `${a},direct`, [[a]], 'direct', 'not-found'],
    ['direct after a bar', `${a}|direct`, [[a]], 'direct', 'any-error'],
    ['off', `${a},off`, [[a]], 'off', 'not-found'],
    ['off alone', 'off', [], 'off', 'not-found'],
    ['nothing counts after direct', `${a},direct|${b},%%%`, [[a]], 'direct', 'not-found'],
    ['spaces and empty entries', ` ${a} ,, |${b},`, [[a], [b]], 'none', 'not-found'],
    ['a bare host', 'a.example', [[a]], 'none', 'not-found'],
    [
      'a bare host with port and base',
      'a.example:8080/go/',
      [[`${a}:8080/go`]],
      'none',
      'not-found',
    ],
    ['a repeated mirror', `${a},${b}|${a}`, [[a], [b]], 'none', 'not-found'],
    ['a bar after a repeated mirror', `${a},${a}|${b}`, [[a, b]], 'none', 'not-found'],
  ])('%s', (_, value, groups, ending, endingAfter) => {
    const { value: list, problems } = goproxy(value);
    expect(problems).toEqual([]);
    expect(urls(list)).toEqual(groups);
    expect(list).toMatchObject({ ending, endingAfter });
  });

  test('a given fallback overrides the separators', () => {
    const value = `${a}|${b},${c}|direct`;
    expect(urls(goproxy(value, 'any-error').value)).toEqual([[a, b, c]]);
    expect(goproxy(value, 'any-error').value.endingAfter).toBe('any-error');
    expect(urls(goproxy(value, 'not-found').value)).toEqual([[a], [b], [c]]);
    expect(goproxy(value, 'not-found').value.endingAfter).toBe('not-found');
  });

  test.each([
    ['nothing', ''],
    ['separators only', ' ,|,'],
    ['a bare word', 'proxy'],
    ['the word of our own input', 'default'],
    ['another scheme', 'ftp://a.example'],
    ['an absolute path', '/srv/mirror'],
    ['a Windows path', 'C:\\mirror'],
    ['a Windows path with slashes', 'C:/mirror'],
    ['no host', 'https://'],
    ['no host, with a path', 'https:///x'],
    ['a query', 'https://a.example?x=1'],
    ['a fragment', 'https://a.example#x'],
    ['a space inside', 'https://a.example https://b.example'],
    ['a malformed port', 'https://a.example:port'],
    ['a malformed encoding in the password', 'https://u:%zz@a.example'],
    ['a file on another host', 'file://host/dir'],
    ['a relative file', 'file:dir'],
    ['the whole file system', 'file:///'],
  ])('a problem: %s', (_, value) => {
    expect(goproxy(value).problems).toHaveLength(1);
  });

  test('all problems are told at once, by number', () => {
    const { problems } = goproxy('ftp://a.example,https://b.example|c:d:e:f,https://x?y');
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'entry 1',
      'entry 3',
      'entry 4',
    ]);
  });
});

describe('a mirror that is limited to patterns', () => {
  const onlyOf = (text: string) =>
    input(text)
      .value.groups.flat()
      .map(({ name, only }) => [name, only]);

  test.each<[string, string, [string, string | undefined][]]>([
    ['one pattern', 'https://a.example only=corp/*', [['a.example', 'corp/*']]],
    [
      'several, in either way to write them',
      'https://a.example only=corp/* only=git.corp.example,x.org/[a-z]*',
      [['a.example', 'corp/*,git.corp.example,x.org/[a-z]*']],
    ],
    [
      'beside mirrors for all other modules',
      'https://a.example/go only=corp # ours\nhttps://b.example,https://c.example\ndirect',
      [
        ['a.example/go', 'corp'],
        ['b.example', undefined],
        ['c.example', undefined],
      ],
    ],
    [
      'two that share a pattern',
      'a.example only=c\nb.example only=c',
      [
        ['a.example', 'c'],
        ['b.example', 'c'],
      ],
    ],
    [
      'one mirror for few modules and for the rest',
      'a.example only=c\na.example',
      [
        ['a.example', 'c'],
        ['a.example', undefined],
      ],
    ],
    ['the same twice', 'a.example only=c only=c\na.example only=c', [['a.example', 'c']]],
    ['a directory', 'file:///srv/mirror only=corp', [['file:///srv/mirror', 'corp']]],
    [
      'the mirrors of Go itself',
      'default only=golang.org/x',
      [['shipped.example', 'golang.org/x']],
    ],
  ])('%s', (_, text, mirrors) => {
    expect(input(text).problems).toEqual([]);
    expect(onlyOf(text)).toEqual(mirrors);
  });

  const form = 'expected https://HOST/PATH only=PATTERN, one mirror in a line';
  test.each<[string, string, string[]]>([
    ['no pattern', 'https://a.example only=', [`line 1: only= without a pattern; ${form}`]],
    [
      'nothing but separators',
      'https://a.example only=,',
      [`line 1: only= without a pattern; ${form}`],
    ],
    ['no mirror', 'only=corp', [`line 1: no mirror stands before its options; ${form}`]],
    [
      'direct',
      'https://a.example\ndirect only=corp',
      [`line 2: only= limits a mirror, not \`direct\`; ${form}`],
    ],
    [
      'off',
      'https://a.example\noff only=corp',
      [`line 2: only= limits a mirror, not \`off\`; ${form}`],
    ],
    [
      'another key',
      'https://a.example prefer=corp',
      [
        'line 1: option 1 is not known; only= is, as in https://HOST/PATH only=PATTERN, one mirror in a line',
      ],
    ],
    [
      'a word',
      'https://a.example only=corp corp2',
      [
        'line 1: option 2 is not known; only= is, as in https://HOST/PATH only=PATTERN, one mirror in a line',
      ],
    ],
    [
      'several mirrors',
      'https://a.example,https://b.example only=corp',
      [`line 1: several mirrors in a line with options; ${form}`],
    ],
    [
      'a malformed pattern',
      'https://a.example only=corp/[a',
      ['line 1: only=, pattern "corp/[a": malformed: a [ or \\ is not complete'],
    ],
    [
      'a leading slash',
      'https://a.example only=/corp',
      ['line 1: only=, pattern "/corp": a leading slash matches no module path'],
    ],
    [
      'behind the end of the list',
      'direct\nhttps://a.example only=corp',
      ['line 2: stands behind `direct`, which ends the list'],
    ],
    [
      'all at once',
      'https://a.example only=[ only=\nftp://b.example only=c\nonly=d',
      [
        'line 1: only=, pattern "[": malformed: a [ or \\ is not complete',
        `line 1: only= without a pattern; ${form}`,
        'line 2: the scheme must be https, http or file; expected https://…, http://…, file:///…, default, direct or off, one per line',
        `line 3: no mirror stands before its options; ${form}`,
      ],
    ],
  ])('a problem: %s', (_, text, problems) => {
    expect(input(text).problems).toEqual(problems);
  });

  test('a problem quotes nothing that may be part of a password', () => {
    const text = 'https://u:pa word=s3cret@a.example only=u:s3cret@b.example s3cret';
    const told = input(text).problems.join('\n');
    expect(told).not.toContain('s3cret');
    expect(told).toContain('only= holds an address, not a pattern');
  });

  test('GOPROXY knows nothing of it', () => {
    expect(goproxy('https://a.example only=corp').problems).toHaveLength(1);
  });
});

describe('one mirror', () => {
  test.each([
    ['credentials', 'https://user:s%40cret@a.example/go', 'https://a.example/go', 'a.example/go'],
    ['a token alone', 'https://user@a.example', 'https://a.example', 'a.example'],
    ['upper case', 'HTTPS://A.Example/Go', 'https://a.example/Go', 'a.example/Go'],
    ['the standard port', 'https://a.example:443', 'https://a.example', 'a.example'],
    ['plain HTTP', 'http://a.example:8081//', 'http://a.example:8081', 'a.example:8081'],
    ['IPv6', 'http://[::1]:3000/x', 'http://[::1]:3000/x', '[::1]:3000/x'],
    ['a directory', 'file:///C:/srv/mirror/', 'file:///C:/srv/mirror', 'file:///C:/srv/mirror'],
    ['a directory, short', 'file:/C:/mirror', 'file:///C:/mirror', 'file:///C:/mirror'],
  ])('%s', (_, text, url, name) => {
    const { value, problems } = goproxy(text);
    expect(problems).toEqual([]);
    expect(value.groups[0]?.[0]).toMatchObject({ kind: 'mirror', url, name });
  });

  test('credentials are decoded and kept apart', () => {
    const [first, second, third] = input(
      'https://user:s%40cret@a.example\nhttps://token@b.example\nhttps://c.example',
    ).value.groups.flat();
    expect(first?.credentials).toEqual({ username: 'user', password: 's@cret' });
    expect(second?.credentials).toEqual({ username: 'token', password: '' });
    expect(third).not.toHaveProperty('credentials');
  });

  test('the same URL with other credentials is another mirror', () => {
    expect(input('https://u:1@a.example\nhttps://u:2@a.example').value.groups.flat()).toHaveLength(
      2,
    );
  });

  test.each([
    ['what this Go ships with', 'https://shipped.example', true],
    ['a base below it', 'https://shipped.example/cached-only', true],
    ['default', 'default', true],
    ['goproxy.cn', 'https://goproxy.cn', true],
    ['goproxy.io', 'goproxy.io', true],
    ['proxy.golang.com.cn', 'https://proxy.golang.com.cn', true],
    ['Aliyun', 'https://mirrors.aliyun.com/goproxy/', true],
    ['Huawei', 'https://repo.huaweicloud.com/repository/goproxy/', true],
    ['Tencent', 'https://mirrors.tencent.com/go/', true],
    ['Baidu', 'https://goproxy.baidu.com', true],
    ['an absolute host name', 'https://goproxy.cn./', true],
    ['another base of a public host', 'https://mirrors.aliyun.com/pypi', false],
    ['a base that only begins like one', 'https://mirrors.tencent.com/gopher', false],
    ['a host that only ends like one', 'https://notgoproxy.cn', false],
    ['another port', 'https://goproxy.cn:8443', false],
    ['a private server', 'https://go.corp.example', false],
    ['a directory', 'file:///C:/goproxy.cn', false],
  ])('public: %s', (_, text, isPublic) => {
    expect(input(text).value.groups[0]?.[0]?.isPublic).toBe(isPublic);
  });
});

test('a host of the Go project is public for a Go that ships with another list', () => {
  const text = 'https://modules.golang.org';
  for (const { value } of [
    parseMirrorsInput(text, 'direct', 'any-error'),
    parseGoproxy(`${text},direct`, 'as-written', 'direct'),
  ]) {
    expect(value.groups[0]?.[0]?.isPublic).toBe(true);
  }
});

describe('the mirrors input', () => {
  const all = ['https://a.example', 'https://b.example', 'https://shipped.example'];

  test.each([
    ['lines', 'https://a.example\nhttps://b.example\ndefault'],
    [
      'CRLF, blank lines, indentation',
      '\r\n  https://a.example\r\n\r\nhttps://b.example\r\ndefault\r\n',
    ],
    ['commas', 'https://a.example,https://b.example,default'],
    ['bars', 'https://a.example|https://b.example|default'],
    ['a mixture', 'https://a.example|https://b.example\ndefault,'],
    [
      'comments',
      '# ours\nhttps://a.example # first, by far\n#https://no.example\nb.example\ndefault',
    ],
    [
      'repeated mirrors',
      'https://a.example\nhttps://b.example\ndefault\nb.example/\nshipped.example',
    ],
  ])('%s', (_, text) => {
    const { value, problems } = input(text);
    expect(problems).toEqual([]);
    expect(urls(value)).toEqual([all]);
    expect(value).toMatchObject({ ending: 'none', endingAfter: 'any-error' });
  });

  test('with not-found every mirror is a group of its own', () => {
    const { value } = input('https://a.example|https://b.example\ndirect', 'not-found');
    expect(urls(value)).toEqual([['https://a.example'], ['https://b.example']]);
    expect(value).toMatchObject({ ending: 'direct', endingAfter: 'not-found' });
  });

  test('direct and off end the list', () => {
    expect(input('https://a.example\noff\nhttps://b.example\nnonsense')).toMatchObject({
      value: { ending: 'off', groups: [[{ url: 'https://a.example' }]] },
      problems: [],
    });
  });

  test('default leaves direct behind, which only the user may add', () => {
    expect(input('default').value.ending).toBe('none');
  });

  test('problems tell line, entry and what is accepted', () => {
    const { problems } = input('https://a.example\nnonsense\nb.example,ftp://x');
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^line 2: .*https:\/\/….*default, direct or off/);
    expect(problems[1]).toMatch(/^line 3, entry 2: /);
  });

  test.each([
    ['empty', ''],
    ['a comment alone', '# nothing yet'],
  ])('no entry: %s', (_, text) => {
    expect(input(text).problems).toHaveLength(1);
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    'https://',
    'http://',
    'file:///',
    'a.example',
    'user:',
    '@',
    ':',
    '/',
    '%40',
    '%',
  ),
  fc.constantFrom(
    'direct',
    'off',
    'default',
    ',',
    '|',
    '\n',
    ' ',
    '#',
    '?',
    '[::1]',
    ':99999',
    '\\',
  ),
  fc.string({ maxLength: 3 }),
);
const anyText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('no text makes the readers throw', () => {
  fc.assert(
    fc.property(anyText, fc.string({ unit: 'binary' }), (text, noise) => {
      for (const value of [text, noise]) {
        expect(() => [
          input(value),
          goproxy(value),
          parseGoproxy('', 'any-error', value),
        ]).not.toThrow();
      }
    }),
  );
});

test('what a list says survives being written down and read again', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom<Fallback>('any-error', 'not-found'), (text, fallback) => {
      const { value } = input(text, fallback);
      const written = [...value.groups.flat().map(({ url }) => url), value.ending]
        .filter((word) => word !== 'none')
        .join('\n');
      const again = input(written, fallback);
      const bare = value.groups.flat().map(({ url, name }) => ({ url, name }));
      const unique = bare.filter(
        (mirror, index) => bare.findIndex(({ url }) => url === mirror.url) === index,
      );
      expect(again.value.groups.flat().map(({ url, name }) => ({ url, name }))).toEqual(unique);
      expect(written === '' || again.problems.length === 0).toBe(true);
    }),
  );
});

test('no part of a password or token is ever told', () => {
  // Letters that no message and no host of this test contains.
  const secret = fc
    .array(
      fc.constantFrom(
        'J',
        'Z',
        'JZ',
        ',',
        '|',
        ':',
        '/',
        '@',
        '%',
        '#',
        '?',
        ' ',
        '\n',
        '\\',
        '://',
      ),
      {
        minLength: 1,
        maxLength: 10,
      },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(secret, secret, (username, password) => {
      const text = `https://${username}:${password}@a.example/go`;
      const problems = [...input(text).problems, ...goproxy(text).problems];
      expect(problems.join('\n')).not.toMatch(/[JZjz]/);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(
      fc.stringMatching(/^[JZ]{1,8}$/),
      fc.stringMatching(/^[JZ]{0,8}$/),
      (user, pass) => {
        const { value } = input(`https://${user}:${pass}@a.example/go`);
        const shown = value.groups.flat().map(({ url, name }) => `${url} ${name}`);
        expect(shown).toEqual(['https://a.example/go a.example/go']);
      },
    ),
  );
});
