import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCacheKey, createToolchainKey, findSuffixProblem } from '../../src/cache/key.ts';

const base = {
  modulePaths: ['example.com/a', 'example.com/b'],
  contents: [Buffer.from('module a\n'), Buffer.from('x v1 h1:1\n')],
  suffix: '',
};

describe('createCacheKey', () => {
  test('has four parts, and a prefix that ends with the third separator', () => {
    const { key, restorePrefix } = createCacheKey({ ...base, suffix: 'ci-1.2' });
    expect(key).toMatch(/^gmr-v1_ci-1\.2_[0-9a-f]{32}_[0-9a-f]{32}$/);
    expect(key.startsWith(restorePrefix)).toBe(true);
    expect(restorePrefix.split('_')).toHaveLength(4);
    expect(restorePrefix.endsWith('_')).toBe(true);
  });

  const { key, restorePrefix } = createCacheKey(base);
  test.each([
    ['order of modules', { ...base, modulePaths: [...base.modulePaths].reverse() }, true, true],
    ['order of files', { ...base, contents: [...base.contents].reverse() }, true, true],
    [
      'line ends of a Windows checkout',
      { ...base, contents: [Buffer.from('module a\r\n'), Buffer.from('x v1 h1:1\r\n')] },
      true,
      true,
    ],
    ['another go.sum', { ...base, contents: [Buffer.from('module a\n')] }, false, true],
    ['another module', { ...base, modulePaths: ['example.com/a'] }, false, false],
    ['another suffix', { ...base, suffix: 'x' }, false, false],
  ])('%s', (_name, source, isSameKey, isSamePrefix) => {
    const other = createCacheKey(source);
    expect(other.key === key).toBe(isSameKey);
    expect(other.restorePrefix === restorePrefix).toBe(isSamePrefix);
  });

  test('two files are not one file with both contents', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const two = createCacheKey({ ...base, contents: [Buffer.from(a), Buffer.from(b)] });
        const one = createCacheKey({ ...base, contents: [Buffer.from(a + b)] });
        expect(two.key).not.toBe(one.key);
      }),
    );
  });
});

describe('createToolchainKey', () => {
  test.each([
    ['v0.0.1-go1.25.3.linux-amd64', '', 'gmr-toolchain-v1_go1.25.3.linux-amd64'],
    ['v0.0.1-go1.26rc1.windows-arm64', '', 'gmr-toolchain-v1_go1.26rc1.windows-arm64'],
    ['v0.0.1-go1.25.3.linux-amd64', 'ci-1.2', 'gmr-toolchain-v1_ci-1.2_go1.25.3.linux-amd64'],
  ])('%s with suffix %j', (version, suffix, expected) => {
    const { key, restorePrefix } = createToolchainKey(version, suffix);
    expect(key).toBe(expected);
    expect(restorePrefix).toBeUndefined();
  });

  test('no suffix makes it the key of another toolchain, or of modules', () => {
    const version = 'v0.0.1-go1.25.3.linux-amd64';
    const suffix = 'go1.25.3.linux-amd64';
    const keys = [
      createToolchainKey(version, '').key,
      createToolchainKey(version, suffix).key,
      createCacheKey({ ...base, suffix }).key,
    ];
    expect(new Set(keys).size).toBe(3);
    expect(createCacheKey(base).restorePrefix.startsWith('gmr-v1_')).toBe(true);
  });
});

test.each([
  ['', true],
  ['linux-1.26', true],
  ['a_b', false],
  ['a,b', false],
  ['a/b', false],
  ['ä', false],
  ['a\n', false],
  ['x'.repeat(129), false],
])('suffix %j', (suffix, isAllowed) => {
  expect(findSuffixProblem(suffix) === undefined).toBe(isAllowed);
});
