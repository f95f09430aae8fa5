import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parseGosumdb } from '../../src/sumdb/gosumdb.ts';
import { openTreeHead } from '../../src/sumdb/tree-head.ts';
import { parseVerifierKey } from '../../src/sumdb/verifier-key.ts';
import { createSigner } from '../support/checksum-database.ts';

const own = createSigner('sum.corp.example').verifierKey;

describe('GOSUMDB', () => {
  test('off', () => {
    expect(parseGosumdb('off')).toEqual({ kind: 'off' });
  });

  test.each<[string, string, string, string | undefined]>([
    ['the name of Go’s database', 'sum.golang.org', 'sum.golang.org', undefined],
    [
      'its name and a URL',
      'sum.golang.org https://sum.corp.example',
      'sum.golang.org',
      'https://sum.corp.example',
    ],
    [
      'its host in mainland China',
      'sum.golang.google.cn',
      'sum.golang.org',
      'https://sum.golang.google.cn',
    ],
    ['a key', own, 'sum.corp.example', undefined],
    [
      'a key and a URL',
      `${own} https://h.example:8443/base`,
      'sum.corp.example',
      'https://h.example:8443/base',
    ],
    ['a key and a directory', `${own} file:///srv/sumdb`, 'sum.corp.example', 'file:///srv/sumdb'],
    [
      'any white space between',
      `  ${own}\t http://127.0.0.1:1 `,
      'sum.corp.example',
      'http://127.0.0.1:1',
    ],
    [
      'a name with a port and a path',
      createSigner('h.example:8443/go/sum').verifierKey,
      'h.example:8443/go/sum',
      undefined,
    ],
    [
      'another key under the name of Go’s database',
      createSigner('sum.golang.org').verifierKey,
      'sum.golang.org',
      undefined,
    ],
  ])('%s', (_, text, name, url) => {
    const found = parseGosumdb(text);
    expect(found).toMatchObject({ kind: 'database', key: { name } });
    expect('url' in found ? found.url : undefined).toBe(url);
  });

  test.each<[string, string, RegExp]>([
    ['empty', '', /empty/],
    ['white space', ' \t', /empty/],
    ['a word', 'on', /malformed verifier key/],
    ['a name that is not known', 'sum.corp.example', /malformed verifier key/],
    [
      'the host in mainland China with a URL',
      'sum.golang.google.cn https://sum.corp.example',
      /malformed verifier key/,
    ],
    ['three fields', `${own} https://h.example more`, /more than a key and a URL/],
    ['a URL that is none', `${own} h.example`, /no URL/],
    ['a URL of another scheme', `${own} ftp://h.example`, /scheme/],
    ['a name that ends in a slash', createSigner('h.example/').verifierKey, /host\[\/path\]/],
    ['a name with an empty element', createSigner('h.example//sum').verifierKey, /host\[\/path\]/],
    [
      'a name with dots for an element',
      createSigner('h.example/../sum').verifierKey,
      /host\[\/path\]/,
    ],
    ['a name with a query', createSigner('h.example?q').verifierKey, /host\[\/path\]/],
    ['a name with a user', createSigner('user@h.example').verifierKey, /host\[\/path\]/],
    ['a name with an escape', createSigner('h.example/%2e').verifierKey, /host\[\/path\]/],
  ])('%s is invalid', (_, text, problem) => {
    expect(parseGosumdb(text)).toEqual({
      kind: 'invalid',
      problem: expect.stringMatching(problem),
    });
  });

  test('that is invalid is never quoted: its URL may hold a password', () => {
    for (const url of [
      'ftp://u:hunter2@h',
      'https://u:hunter2@',
      'https://h/<hunter2>',
      'u:hunter2@h',
    ]) {
      const found = parseGosumdb(`${own} ${url}`);
      expect(found).toMatchObject({ kind: 'invalid' });
      expect(JSON.stringify(found)).not.toContain('hunter2');
    }
  });

  test('pins the key that Go’s database signs with', () => {
    const found = parseGosumdb('sum.golang.org');
    if (found.kind !== 'database') throw new Error('no database');
    // A head of the real log.
    const note =
      'go.sum database tree\n66332798\nczPocWFmMwQrSENohgEPvFiqA+2i/3lRZhHbxtma2UQ=\n\n— sum.golang.org Az3grh19zTBOmg0dGOAELF5SP1N/QTSsuYwquERee13uccsbttgwVlS/0MhlHd7IEvb6fQVKmu7XFovf0PT1tKOnHQo=\n';
    expect(openTreeHead(Buffer.from(note), found.key)).toMatchObject({ size: 66_332_798 });
    const other = Buffer.from(note.replace('66332798', '66332799'));
    expect(() => openTreeHead(other, found.key)).toThrow(/forged/);
  });
});

describe('a verifier key', () => {
  const [name = '', id = '', ...base64] = own.split('+');
  const key = Buffer.from(base64.join('+'), 'base64');

  test('is read with its name and hash', () => {
    expect(parseVerifierKey(own)).toMatchObject({ name, id, text: own });
    expect(parseVerifierKey(`${name}+${id.toUpperCase()}+${base64.join('+')}`)).toMatchObject({
      id,
    });
  });

  // The key of the example in golang.org/x/mod/sumdb/note.
  test('may have pluses in its base64', () => {
    const text = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(parseVerifierKey(text)).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3' });
    for (let round = 0; ; round += 1) {
      const { verifierKey } = createSigner(`sum${round}`);
      if (verifierKey.split('+').length === 3) continue;
      expect(parseVerifierKey(verifierKey)).toMatchObject({ name: `sum${round}` });
      break;
    }
  });

  const written = (bytes: Buffer) => {
    const hash = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8);
    return `${name}+${hash}+${bytes.toString('base64')}`;
  };

  test.each<[string, string, RegExp]>([
    ['is of another kind', written(Buffer.concat([Buffer.from([2]), key.subarray(1)])), /Ed25519/],
    ['is too short', written(key.subarray(0, 32)), /malformed/],
    ['is too long', written(Buffer.concat([key, key])), /malformed/],
    ['is empty', '', /malformed/],
    ['has a name alone', name, /malformed/],
    ['has no name', own.slice(name.length), /malformed/],
    ['has a space in its name', own.replace('sum.', 'sum .'), /malformed/],
    ['has a short hash', own.replace(`+${id}`, `+${id.slice(1)}`), /malformed/],
    ['has a hash that is none', own.replace(`+${id}`, '+xyzxyzxy'), /malformed/],
    ['has a key that is no base64', `${name}+${id}+*`, /malformed/],
    ['has no key', `${name}+${id}+`, /malformed/],
    ['has the hash of another', own.replace(`+${id}`, '+00000000'), /hash/],
    ['has the name of another', own.replace('sum.', 'sun.'), /hash/],
    [
      'has a byte of another',
      `${name}+${id}+${Buffer.from(key.with(5, (key[5] ?? 0) ^ 1)).toString('base64')}`,
      /hash/,
    ],
  ])('that %s is a problem', (_, text, problem) => {
    expect(parseVerifierKey(text)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
