/** Random values of this room, for properties. */
import fc from 'fast-check';
import { isModulePath, isVersion, type ModuleVersion } from '../../src/module/path.ts';
import { isCanonical } from '../../src/module/version.ts';

const element = fc.stringMatching(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,8}$/);

export const modulePath: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('github.com', 'x.org', 'gopkg.in', 'a-b.example.io'),
    fc.array(element, { maxLength: 3 }),
    fc.constantFrom('', '', '/v2', '/v31', '.v1', '.v2-unstable'),
  )
  .map(([host, elements, major]) => [host, ...elements].join('/') + major)
  .filter(isModulePath);

const number = fc.nat(30).map(String);

export const canonicalVersion: fc.Arbitrary<string> = fc
  .tuple(
    number,
    number,
    number,
    fc.constantFrom('', '-RC.1', '-0.20191109021931-daa7c04131f5', '-alpha.0'),
    fc.constantFrom('', '', '+incompatible'),
  )
  .map(([major, minor, patch, pre, build]) => `v${major}.${minor}.${patch}${pre}${build}`)
  .filter(isCanonical);

/** What `.info` may be asked for: also branches, with every character go lets through. */
export const revision: fc.Arbitrary<string> = fc
  .oneof(canonicalVersion, fc.string({ unit: fc.constantFrom(...'aB1.-_#%&[]{}^~@=, +$()') }))
  .filter(isVersion);

export const moduleVersion: fc.Arbitrary<ModuleVersion> = fc.record({
  path: modulePath,
  version: canonicalVersion,
});
