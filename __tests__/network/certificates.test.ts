import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCertificates } from '../../src/network/certificates.ts';

const fixture = (name: string) => resolve('__tests__/fixtures/tls', `${name}.pem`);
const pem = async (name: string) => (await readFile(fixture(name), 'utf8')).trim();

let directory = '';
let empty = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'roots-'));
  empty = join(directory, 'empty');
  await mkdir(empty);
  await writeFile(
    join(directory, 'a.crt'),
    `# a comment\r\n${(await pem('server')).replaceAll('\n', '\r\n')}`,
  );
  await writeFile(join(directory, 'notes.txt'), 'no certificate');
  await symlink('a.crt', join(directory, '0123abcd.0'));
  await symlink(fixture('expired'), join(directory, 'linked.pem'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('loadCertificates on Linux', () => {
  test('takes file and directory together, each certificate once', async () => {
    const env = {
      SSL_CERT_FILE: fixture('ca'),
      SSL_CERT_DIR: `${empty}:${directory}`,
      NODE_EXTRA_CA_CERTS: fixture('server'),
    };
    const { ca, problems } = await loadCertificates(env, 'linux');
    expect(problems).toEqual([]);
    expect(new Set(ca)).toEqual(
      new Set([await pem('ca'), await pem('server'), await pem('expired')]),
    );
    expect(ca).toHaveLength(3);
  });

  test('SSL_CERT_DIR alone leaves the bundle file as it was', async () => {
    const alone = await loadCertificates({ SSL_CERT_DIR: empty }, 'linux');
    const both = await loadCertificates(
      { SSL_CERT_DIR: empty, NODE_EXTRA_CA_CERTS: fixture('ca') },
      'linux',
    );
    expect(both.ca).toEqual([...alone.ca, await pem('ca')]);
  });

  test('lists every file that cannot be used and goes on', async () => {
    const env = {
      SSL_CERT_FILE: join(directory, 'missing.pem'),
      SSL_CERT_DIR: join(directory, 'nowhere'),
      NODE_EXTRA_CA_CERTS: join(directory, 'notes.txt'),
    };
    const { ca, problems } = await loadCertificates(env, 'linux');
    expect(ca).toEqual([]);
    expect(problems).toHaveLength(3);
    for (const variable of Object.keys(env)) {
      expect(problems.filter((problem) => problem.startsWith(variable))).toHaveLength(1);
    }
  });
});

test.each(['darwin', 'win32'] as const)(
  'on %s the bundled roots count, and files add to them',
  async (platform) => {
    const { ca, problems } = await loadCertificates({ SSL_CERT_FILE: fixture('ca') }, platform);
    expect(problems).toEqual([]);
    expect(ca).toContain(await pem('ca'));
    expect(ca.length).toBeGreaterThan(getCACertificates('bundled').length);
  },
);
