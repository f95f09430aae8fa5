import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Every way to switch the verification of certificates off, in Node, Go and git. GOINSECURE is read, to warn of it, and never set. */
const switches =
  /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity|GIT_SSL_NO_VERIFY|sslVerify|GOINSECURE['\]]* *[:=] |-insecure\b|GOSUMDB: 'off'|GOFLAGS=-insecure/;

test('certificates are verified everywhere, but where the clock of an unverified server is read', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name));
  expect(files.length).toBeGreaterThan(100);
  const unverified = files.filter((file) => switches.test(readFileSync(file, 'utf8')));
  expect(unverified).toEqual([join('src', 'diagnose', 'peer-clock.ts')]);
});
