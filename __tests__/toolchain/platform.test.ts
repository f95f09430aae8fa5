import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseVersion } from '../../src/toolchain/choose.ts';
import {
  formatPlatform,
  goPlatform,
  parseToolchainList,
  toolchainModule,
} from '../../src/toolchain/platform.ts';
import {
  goVersionOf,
  isGoRelease,
  isServed,
  toolCacheVersion,
} from '../../src/toolchain/version-form.ts';
import { parseGoVersion } from '../../src/toolchain/version-spec.ts';
import { linuxVersions, listText } from './listed.ts';

const hosts = [
  ['linux', 'x64', 'linux/amd64'],
  ['linux', 'arm64', 'linux/arm64'],
  ['linux', 'arm', 'linux/arm'],
  ['linux', 'ia32', 'linux/386'],
  ['linux', 'ppc64', 'linux/ppc64le'],
  ['linux', 's390x', 'linux/s390x'],
  ['linux', 'riscv64', 'linux/riscv64'],
  ['linux', 'mipsel', 'linux/mipsle'],
  ['aix', 'ppc64', 'aix/ppc64'],
  ['darwin', 'arm64', 'darwin/arm64'],
  ['darwin', 'x64', 'darwin/amd64'],
  ['win32', 'x64', 'windows/amd64'],
  ['win32', 'arm64', 'windows/arm64'],
  ['freebsd', 'x64', 'freebsd/amd64'],
] as const;

test.each(hosts)('%s %s is %s to Go', (system, arch, name) => {
  const platform = goPlatform(system, arch);
  expect(platform && formatPlatform(platform)).toBe(name);
});

test.each([
  ['an unknown system', 'haiku', 'x64'],
  ['an unknown architecture', 'linux', 'vax'],
  ['a name every object has', 'toString', 'constructor'],
])('%s has no release', (_, system, arch) => {
  expect(goPlatform(system, arch)).toBeUndefined();
});

test.each([
  ['1.25.3', '1.25.3'],
  ['1.25.0', '1.25.0'],
  ['1.26rc1', '1.26.0-rc.1'],
  ['1.18beta2', '1.18.0-beta.2'],
  ['1.20', '1.20.0'],
  ['1.20.14', '1.20.14'],
])('%s is %s in the tool cache, and back', (version, name) => {
  expect(toolCacheVersion(version)).toBe(name);
  expect(goVersionOf(name)).toBe(version);
});

test.each([
  '',
  '1',
  '1.25',
  '1.25.3-custom',
  '1.25.3-rc.1',
  '1.025.3',
  'v1.25.3',
  '../1.25.3',
  'node',
])('no directory of a Go: %j', (name) => {
  expect(goVersionOf(name)).toBeUndefined();
});

test.each(['', '1', 'go1.25.3', '1.25.3rc1', '1.25.3-custom', '1.25x', '1..3', '1.25alpha1'])(
  'no version of Go: %j',
  (version) => {
    expect(toolCacheVersion(version)).toBeUndefined();
    expect(isGoRelease(version)).toBe(false);
  },
);

test.each([
  ['1.20.14', false],
  ['1.20', false],
  ['1.9rc2', false],
  ['1.21rc2', true],
  ['1.21.0', true],
  ['1.27.4', true],
])('%s is served: %s', (version, is) => {
  expect(isServed(version)).toBe(is);
});

describe('lists of mirrors', () => {
  test('toolchains by version and platform, each once', () => {
    const listed = parseToolchainList(`${listText}\n${listText}`);
    expect(listed).toHaveLength(linuxVersions.length + 5);
    expect(listed).toContainEqual({ version: '1.26rc1', os: 'linux', arch: 'amd64' });
    expect(listed).toContainEqual({ version: '1.25.14', os: 'windows', arch: 'amd64' });
  });

  test.each([
    ['another module version', 'v1.0.0'],
    ['a build of somebody', 'v0.0.1-go1.25.3-custom.linux-amd64'],
    ['a language', 'v0.0.1-go1.25.linux-amd64'],
    ['no platform', 'v0.0.1-go1.25.3'],
    ['a path', 'v0.0.1-go1.25.3./../x-amd64'],
    ['a web page', '<html><body>v0.0.1-go1.25.3.linux-amd64</body></html>'],
    ['another case', 'V0.0.1-GO1.25.3.LINUX-AMD64'],
  ])('passed over: %s', (_, line) => {
    expect(parseToolchainList(line)).toEqual([]);
  });

  test('line ends of Windows and words behind the version', () => {
    const text =
      'v0.0.1-go1.25.3.linux-amd64\r\nv0.0.1-go1.25.4.linux-amd64 2025-11-05T00:00:00Z\r\n';
    expect(parseToolchainList(text).map(({ version }) => version)).toEqual(['1.25.3', '1.25.4']);
  });

  test('never throw, and read back what was written', () => {
    const platform = fc.constantFrom(...hosts).map(([system, arch]) => goPlatform(system, arch));
    const version = fc
      .tuple(fc.nat(40), fc.nat(20), fc.boolean())
      .map(([minor, last, isReady]) => (isReady ? `1.${minor}.${last}` : `1.${minor}rc${last}`));
    fc.assert(
      fc.property(version, platform, fc.string(), (wanted, host, noise) => {
        if (!host) throw new Error('every host of the table has a platform');
        const line = toolchainModule(wanted, host).version;
        const listed = parseToolchainList(`${noise}\n${line}\n${noise}`);
        expect(listed).toContainEqual({ version: wanted, os: host.goos, arch: host.goarch });
      }),
    );
  });
});

describe('choosing for a platform', () => {
  const listed = parseToolchainList(listText);
  const choose = (spec: string, goos: string, goarch: string) => {
    const read = parseGoVersion(spec);
    if ('problem' in read) throw new Error(read.problem);
    return chooseVersion(read.value, listed, { goos, goarch });
  };

  test.each([
    ['1.25', 'linux', 'amd64', '1.25.14'],
    ['^1.24', 'windows', 'amd64', '1.26.10'],
    ['stable', 'darwin', 'arm64', '1.25.14'],
    ['oldstable', 'windows', 'amd64', '1.25.14'],
    ['>=1.18', 'linux', 'arm64', '1.25.14'],
    // One version needs no list.
    ['1.27.4', 'windows', 'amd64', '1.27.4'],
    ['1.27.4', 'plan9', '386', '1.27.4'],
  ])('%s on %s/%s is %s', (spec, goos, goarch, version) => {
    expect(choose(spec, goos, goarch)).toEqual({ version });
  });

  test.each([
    [
      'other platforms only',
      '1.27',
      'windows',
      'amd64',
      'the mirrors list no Go 1.27 for windows/amd64, only for other platforms (1.27.4 for linux/amd64); a version named exactly is asked for even if no list has it',
    ],
    [
      'too new',
      '1.30',
      'linux',
      'arm64',
      'the mirrors list no Go 1.30 for linux/arm64; the newest they list for it is 1.25.14',
    ],
    [
      'an unlisted platform',
      '2.x',
      'plan9',
      '386',
      'the mirrors list no Go 2.x for plan9/386; they list none at all for plan9/386',
    ],
    [
      'only versions that are not served',
      '<1.25.14',
      'linux',
      'arm64',
      'the mirrors list no Go <1.25.14 for linux/arm64, only for other platforms (1.25.11 for linux/amd64); a version named exactly is asked for even if no list has it',
    ],
  ])('none: %s', (_, spec, goos, goarch, problem) => {
    expect(choose(spec, goos, goarch)).toEqual({ problem });
  });
});
