import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical, compareGoVersions, compareVersions } from '../../src/module/version.ts';
import { canonicalVersion } from './arbitraries.ts';

describe('module versions', () => {
  /** Every version is lower than all that follow it. */
  const ascending = [
    'v0.0.0-20190101000000-abcdefabcdef',
    'v0.0.0',
    'v0.9.10',
    'v1.0.0-1',
    'v1.0.0-2',
    'v1.0.0-11',
    'v1.0.0-alpha',
    'v1.0.0-alpha.1',
    'v1.0.0-alpha.beta',
    'v1.0.0-beta',
    'v1.0.0-rc.1',
    'v1.0.0',
    'v1.0.1-0.20191109021931-daa7c04131f5',
    'v1.2.0',
    'v1.10.0',
    'v2.0.0+incompatible',
    'v10.0.0',
    'v99999999999999999999.0.0',
  ];

  test('the order of semantic versions', () => {
    for (const [index, version] of ascending.entries()) {
      for (const [other, higher] of ascending.entries()) {
        const order = Math.sign(compareVersions(version, higher));
        expect([version, higher, order]).toEqual([version, higher, Math.sign(index - other)]);
      }
    }
  });

  test.each([
    ['build metadata does not count', 'v1.0.0+a', 'v1.0.0+b', 0],
    ['+incompatible does not count', 'v2.0.0+incompatible', 'v2.0.0', 0],
    ['short forms', 'v1', 'v1.0.0', 0],
    ['no version is lower', 'main', 'v0.0.0-0', -1],
    ['two that are none are equal', 'main', '1.0.0', 0],
  ])('%s', (_, a, b, order) => {
    expect(compareVersions(a, b)).toBe(order);
  });

  test.each([
    ['v1.2.3', 'v1.2.3'],
    ['v1', 'v1.0.0'],
    ['v1.2', 'v1.2.0'],
    ['v1.2.3+meta', 'v1.2.3'],
    ['v1.2.3+incompatible', 'v1.2.3+incompatible'],
    ['v1.2.3-rc1+meta.2', 'v1.2.3-rc1'],
    ['v1.2.3-01a', 'v1.2.3-01a'],
    ['1.2.3', undefined],
    ['v1.2.3-', undefined],
    ['v1.2-rc1', undefined],
    ['v01.2.3', undefined],
    ['v1.2.3-01', undefined],
    ['v1.2.3+', undefined],
    ['latest', undefined],
    ['', undefined],
  ])('canonical form of %j: %j', (version, expected) => {
    expect(canonical(version)).toBe(expected);
  });

  test('the canonical form of a canonical version is itself', () => {
    fc.assert(
      fc.property(canonicalVersion, (version) => {
        expect(canonical(version)).toBe(version);
      }),
    );
  });
});

describe('versions of Go', () => {
  const ascending = [
    'devel',
    '1',
    '1.5',
    '1.20rc1',
    '1.20',
    '1.20.1',
    '1.21',
    '1.21rc1',
    '1.21rc2',
    '1.21.0',
    '1.21.1',
    '1.25.13',
    '1.26',
    '1.26rc1',
    '1.26.0',
    '1.26.10',
    '2',
  ];

  test('the order of languages, candidates and releases', () => {
    for (const [index, version] of ascending.entries()) {
      for (const [other, higher] of ascending.entries()) {
        const order = Math.sign(compareGoVersions(version, higher));
        expect([version, higher, order]).toEqual([version, higher, Math.sign(index - other)]);
      }
    }
  });

  test.each([
    ['a go in front', 'go1.25.13', '1.25.13'],
    ['a suffix behind', 'go1.25.13-custom', '1.25.13'],
    ['before 1.21 the release has no patch number', '1.20.0', '1.20'],
    ['two that are none', '1.2.3.4', 'tip'],
  ])('%s makes no difference', (_, a, b) => {
    expect(compareGoVersions(a, b)).toBe(0);
  });
});
