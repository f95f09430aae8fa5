import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../src/redact.ts';

const secret = 'Tök/en+99"x';

describe('a registered secret', () => {
  const redactor = createRedactor();
  redactor.addCredentials({ username: 'build-user', password: secret });

  test.each([
    ['as typed', secret],
    ['in a path', encodeURIComponent(secret)],
    ['with lower case escapes', encodeURIComponent(secret).replace('%2F', '%2f')],
    ['in a user part by WHATWG', new URL(`http://u:${encodeURIComponent(secret)}@h`).password],
    ['quoted', JSON.stringify(secret)],
    ['in a Basic header', btoaUtf8(`build-user:${secret}`)],
    ['as the user name', 'build-user'],
  ])('%s is masked', (_, form) => {
    expect(redactor.redact(`before ${form} after`)).toMatch(/^before "?\*{3}=*"? after$/);
  });

  test('given percent-encoded is masked decoded', () => {
    const encoded = createRedactor();
    encoded.add('p%40ssword');
    expect(encoded.redact('p@ssword')).toBe('***');
  });
});

describe('the user part of a URL nobody registered', () => {
  const { redact } = createRedactor();
  test.each([
    ['user and password', 'https://user:pass@mirror.example/x', 'https://***@mirror.example/x'],
    ['a token alone', 'https://ghp_token@mirror.example', 'https://***@mirror.example'],
    ['an @ in the password', 'https://u:p@ss@mirror.example/', 'https://***@mirror.example/'],
    ['a slash in the password', 'https://u:pa/ss@mirror.example/', 'https://***@mirror.example/'],
    ['no scheme', '//u:p@mirror.example', '//***@mirror.example'],
    [
      'one of a list',
      'https://a.example:8080,https://u:p@b.example|direct',
      'https://a.example:8080,https://***@b.example|direct',
    ],
  ])('%s', (_, text, expected) => expect(redact(text)).toBe(expected));

  test.each([
    'https://mirror.example/github.com/pkg/errors/@v/v0.9.1.zip',
    'https://mirror.example:8443/github.com/pkg/errors/@v/list',
    'http://[::1]:8080/rsc.io/quote/@latest',
    'file:///srv/mirror/rsc.io/quote/@v/v1.5.2.mod',
    'github.com/pkg/errors@v0.9.1: https://mirror.example answered 503',
    'git@github.com:org/repo',
  ])('%s stays as it is', (text) => expect(redact(text)).toBe(text));
});

test('a short secret is masked inside URLs only', () => {
  const redactor = createRedactor();
  redactor.addCredentials({ username: 'go', password: 'abc' });
  expect(redactor.redact('go: abc https://go:abc@h/')).toBe('go: abc https://***@h/');
});

test('overlapping secrets leave no tail behind', () => {
  const redactor = createRedactor();
  redactor.add('abcdef');
  redactor.add('efghij');
  expect(redactor.redact('x abcdefghij y')).toBe('x *** y');
});

test('hostile text is masked in reasonable time', () => {
  const redactor = createRedactor();
  redactor.add('aaaa');
  const started = process.hrtime.bigint();
  redactor.redact('//a:b'.repeat(20_000) + '/'.repeat(100_000));
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5_000);
});

test('no registered secret survives, and redacting again changes nothing', () => {
  // A small alphabet makes secrets overlap each other, masks and URL syntax.
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', '*', '/', ':', '@', '%', '4', ' '),
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 4 }),
      fc.array(word, { maxLength: 12 }),
      (secrets, parts) => {
        const redactor = createRedactor();
        for (const one of secrets) redactor.add(one);
        const text = [...parts, ...secrets, ...parts].join('');
        const redacted = redactor.redact(text);
        for (const one of secrets) {
          if (one.length >= 4) expect(redacted).not.toContain(one);
        }
        expect(redactor.redact(redacted)).toBe(redacted);
      },
    ),
    { numRuns: 500 },
  );
});

test('any text in any encoding survives nowhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }), (one) => {
      const redactor = createRedactor();
      redactor.add(one);
      const value = { [one]: [`${one} ${btoaUtf8(one)}`], plain: encodeURIComponent(one), n: 1 };
      const text = JSON.stringify(redactor.redactDeep(value));
      expect(text).not.toContain(JSON.stringify(one).slice(1, -1));
      expect(text).not.toContain(encodeURIComponent(one));
      expect(text).not.toContain(btoaUtf8(one).replace(/=+$/, ''));
    }),
  );
});

test('errors, URLs and cycles inside a value become harmless text', () => {
  const redactor = createRedactor();
  redactor.add('hunter22');
  const cyclic: Record<string, unknown> = { error: new Error('bad hunter22') };
  cyclic['self'] = cyclic;
  cyclic['url'] = new URL('https://a:b@h/');
  expect(redactor.redactDeep(cyclic)).toEqual({
    error: 'Error: bad ***',
    self: '[circular]',
    url: 'https://***@h/',
  });
});

function btoaUtf8(text: string): string {
  return Buffer.from(text).toString('base64');
}
