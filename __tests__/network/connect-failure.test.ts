import { describe, expect, test } from '@jest/globals';
import { limitFailure, type Step, stepFailure } from '../../src/network/connect-failure.ts';
import { CertificateError } from '../../src/network/tls.ts';

const peers = {
  target: 'mirror.test:443',
  forwardProxy: { name: 'proxy.test:3128', variable: 'HTTPS_PROXY' },
};
const failed = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('what the system says of a TCP connection', () => {
  test.each([
    ['ECONNREFUSED', 'connect-refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['EADDRNOTAVAIL', 'unreachable'],
    ['EPERM', 'unreachable'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['ECONNRESET', 'connection-reset'],
    ['EMFILE', 'internal'],
  ])('%s is %s', (code, expected) => {
    const error = new AggregateError([failed(code)]);
    expect(stepFailure('tcp', error, peers)).toMatchObject({ class: expected });
  });

  test.each([
    [
      'an unreachable IPv6 says less than a refusing IPv4',
      ['ENETUNREACH', 'ECONNREFUSED'],
      'connect-refused',
    ],
    ['nor than a silent one', ['ENETUNREACH', 'ETIMEDOUT'], 'connect-timeout'],
  ])('%s', (_, codes, expected) => {
    const failure = stepFailure('tcp', new AggregateError(codes.map(failed)), peers);
    expect(failure).toMatchObject({ class: expected });
    for (const code of codes) expect(failure.detail).toContain(code);
  });
});

describe('the step in which the connect limit passes', () => {
  test.each<[Step, string]>([
    ['dns', 'dns'],
    ['tcp', 'connect-timeout'],
    ['tls', 'tls-handshake'],
    ['proxy-dns', 'proxy-unreachable'],
    ['proxy-tcp', 'proxy-unreachable'],
    ['proxy-tls', 'proxy-unreachable'],
    ['tunnel', 'proxy-unreachable'],
  ])('%s is %s', (step, expected) => {
    const failure = limitFailure(step, 5_000, peers);
    expect(failure.class).toBe(expected);
    expect(failure.detail).toContain(
      expected.startsWith('proxy') ? 'HTTPS_PROXY' : 'mirror.test:443',
    );
  });
});

test.each([
  [
    '407DBF392D7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/tlsany_meth.c:77:\n',
    'TLS handshake with mirror.test:443 failed: wrong version number',
  ],
  ['socket hang up', 'TLS handshake with mirror.test:443 failed: socket hang up'],
])('people read the reason alone: %j', (message, detail) => {
  expect(stepFailure('tls', new Error(message), peers)).toMatchObject({
    class: 'tls-handshake',
    detail,
  });
});

describe('facts for the remedy:', () => {
  test('the host that the connection was for, after whatever redirect', () => {
    expect(stepFailure('tcp', failed('ECONNREFUSED'), peers)).toMatchObject({ host: peers.target });
    expect(limitFailure('tunnel', 1, peers)).toMatchObject({
      host: peers.target,
      forwardProxy: 'proxy.test:3128',
      proxyVariable: 'HTTPS_PROXY',
    });
  });

  test.each([
    ['CERT_HAS_EXPIRED', 'expired'],
    ['CERT_NOT_YET_VALID', 'not-yet-valid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'other-name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
    ['CERT_REVOKED', undefined],
  ])('a certificate with %s is %s', (code, fault) => {
    const error = new CertificateError(failed(code), { issuer: 'Corp Root CA' });
    const failure = stepFailure('tls', error, peers);
    expect(failure).toMatchObject({ class: 'tls-certificate', issuer: 'Corp Root CA' });
    expect('fault' in failure ? failure.fault : undefined).toBe(fault);
  });

  test('the certificate of a forward proxy is not the one of the mirror', () => {
    const error = new CertificateError(failed('CERT_HAS_EXPIRED'), {});
    expect(stepFailure('proxy-tls', error, peers)).toMatchObject({ host: 'proxy.test:3128' });
  });
});
