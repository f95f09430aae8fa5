import { describe, expect, test } from '@jest/globals';
import { FailureError } from '../../src/failure.ts';
import { chooseAuthority } from '../../src/toolchain/authority.ts';

const hash = 'h1:wVC9wx2XOcP5gHiN8ZzfyTfjlrDLSS7Hu1wjI01n68U=';
const ownKey = 'sum.test+2f1e9d8a+AQ==';

function refusal(gosumdb: string, pinned?: string) {
  try {
    return chooseAuthority(gosumdb, pinned);
  } catch (thrown) {
    return thrown instanceof FailureError ? thrown.failure.class : thrown;
  }
}

describe('chooseAuthority', () => {
  test("Go's own database, by its name", () => {
    expect(chooseAuthority('sum.golang.org', undefined)).toMatchObject({
      kind: 'database',
      setting: { key: { name: 'sum.golang.org' } },
    });
  });

  test('a pinned hash comes on top of the database, not in its place', () => {
    expect(chooseAuthority('sum.golang.org', hash)).toMatchObject({
      kind: 'database',
      pinned: hash,
    });
  });

  test('without a database only a pinned hash will do', () => {
    expect(chooseAuthority('off', hash)).toEqual({ kind: 'pin', hash });
    expect(() => chooseAuthority('off', undefined)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ class: 'toolchain', lacks: 'voucher' }),
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['a name that has no known key', 'sum.example.test'],
    ['a key with another hash', ownKey],
    ['three fields', 'sum.golang.org https://sum.test more'],
  ])('a GOSUMDB of %s is an input to correct, pinned or not', (_, gosumdb) => {
    expect(refusal(gosumdb)).toBe('input');
    expect(refusal(gosumdb, hash)).toBe('input');
  });
});
