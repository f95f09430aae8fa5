import { expect, test } from '@jest/globals';
import { parseModuleFlags } from '../../src/project/goflags.ts';

test.each([
  ['', {}],
  ['-v -count=1', {}],
  ['-mod=mod', { mod: 'mod' }],
  ['--mod=vendor', { mod: 'vendor' }],
  ['-mod=mod -mod=readonly', { mod: 'readonly' }],
  [" -tags=a,b\t'-modfile=a b.mod' ", { modfile: 'a b.mod' }],
  ['"-mod=mod" -modfile=x.mod', { mod: 'mod', modfile: 'x.mod' }],
  ['-modcacherw -model=x', {}],
  ['"-ldflags=-mod=mod"', {}],
])('%j', (goflags, expected) => {
  expect(parseModuleFlags(goflags)).toEqual(expected);
});
