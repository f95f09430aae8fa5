import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAuthorities } from '../../src/network/authorities.ts';

const fixtures = resolve('__tests__/fixtures/tls');
const nowMs = Date.UTC(2026, 10, 22);
const secret = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSecretSecretSecret';

let directory = '';
let ca = '';
let key = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'authorities-'));
  const inside = (name: string) => join(directory, name);
  ca = (await readFile(join(fixtures, 'ca.pem'), 'utf8')).trim();
  key = (await readFile(join(fixtures, 'server.key.pem'), 'utf8')).trim();
  await writeFile(inside('corp.pem'), `subject=CN = corp\r\n${ca.replaceAll('\n', '\r\n')}\r\n`);
  await writeFile(inside('both.pem'), `${ca}\n${key}\n`);
  await writeFile(inside('notes.txt'), 'no certificate');
  await writeFile(inside('cut.pem'), ca.slice(0, -30));
  await writeFile(inside('garbage.pem'), ca.replace(/^[^-\n].*$/m, 'AAAAAAAA'));
  const der = ca.replace(/-----[^-]+-----|\s/g, '');
  await writeFile(inside('corp.der'), Buffer.from(der, 'base64'));
  await writeFile(inside('large.pem'), Buffer.alloc(5 * 1024 * 1024, 'A'));
  await mkdir(inside('certs.d'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [inside('pipe.pem')]);
});
afterAll(() => rm(directory, { recursive: true }));

const read = (text: string, at = nowMs) => readAuthorities(text, { directory, nowMs: at });

describe('certificates come from', () => {
  const forms: readonly [string, () => string][] = [
    ['a path, relative to the directory', () => 'corp.pem'],
    ['an absolute path', () => join(fixtures, 'ca.pem')],
    ['PEM text', () => ca],
    ['PEM text with the line ends of Windows', () => ca.replaceAll('\n', '\r\n')],
    ['PEM text that lost its line ends', () => ca.replaceAll('\n', ' ')],
    ['text and paths together, each certificate once', () => `# ours\n${ca}\n\ncorp.pem\n${ca}`],
  ];
  test.each(forms)('%s', async (_, text) => {
    expect(await read(text())).toEqual({ certificates: [ca], problems: [] });
  });

  test('nothing, where nothing is given', async () => {
    expect(await read(' \n')).toEqual({ certificates: [], problems: [] });
  });
});

describe('one problem each:', () => {
  const rows: readonly [string, () => string | Promise<string>, RegExp][] = [
    [
      'no file there',
      () => 'missing.pem',
      /^line 1 \(missing\.pem\) is neither PEM text nor a file/,
    ],
    [
      'a directory',
      () => './certs.d',
      /^line 1 \(\.\/certs\.d\) is a directory; name the files in it$/,
    ],
    [
      'a file without a certificate',
      () => 'notes.txt',
      /^line 1 \(notes\.txt\) .* without a certificate/,
    ],
    ['a file in DER form', () => 'corp.der', /DER form; openssl x509 -inform der/],
    ['a file that is cut', () => 'cut.pem', /there line 1 begins a PEM block that has no end$/],
    ['a certificate of garbage', () => 'garbage.pem', /begins a certificate that cannot be read$/],
    [
      'text that is cut',
      () => `\n${ca.slice(0, -30)}`,
      /^line 2 begins a PEM block that has no end$/,
    ],
    ['a pipe', () => 'pipe.pem', /is no regular file$/],
    ['a huge file', () => 'large.pem', /more than 4 MiB/],
    [
      'a private key as text',
      () => key,
      /^line 1 begins a private key: only certificates belong here/,
    ],
    [
      'a private key in a file',
      () => 'both.pem',
      /there line 11 begins a private key|begins a private key/,
    ],
    ['comments alone', () => '# none yet', /^the text holds no certificate$/],
    [
      'a certificate of a server',
      () => readFile(join(fixtures, 'server.pem'), 'utf8'),
      /"server", which is a server's own .* "go-mod-resilient test CA", which signed it, is wanted$/,
    ],
    [
      'an expired certificate',
      () => readFile(join(fixtures, 'expired.pem'), 'utf8'),
      /"expired", which expired on 2021-01-01$/,
    ],
  ];
  test.each(rows)('%s', async (_, text, expected) => {
    const { problems } = await read(await text());
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });

  test('a certificate of the future', async () => {
    const { problems } = await read(ca, Date.UTC(2019, 0, 1));
    expect(problems).toEqual([expect.stringMatching(/which is not valid before 2020-01-01$/)]);
  });

  test('all at once, and the good ones beside them', async () => {
    const { certificates, problems } = await read(`missing.pem\n${ca}\n${key}\nnotes.txt`);
    expect(certificates).toEqual([ca]);
    expect(problems).toHaveLength(3);
  });
});

test.each([
  ['a key as text', () => `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`],
  ['a key without its end', () => `-----BEGIN PRIVATE KEY-----\n${secret}\n`],
  [
    'a key without its beginning',
    () => `${secret}\n${secret.slice(0, 20)}==\n-----END PRIVATE KEY-----`,
  ],
  ['credentials', () => `https://user:${secret}@corp.example/ca.pem`],
])('%s is not repeated', async (_, text) => {
  const { problems } = await read(text());
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.join('\n')).not.toContain(secret.slice(0, 20));
});
