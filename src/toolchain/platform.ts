/** The module that Go itself is published as: its versions, one for each release and platform. Pure. */

import { type ModuleVersion, toolchainPath } from '../module/path.ts';
import { isGoRelease } from './version-form.ts';

/** In the words of Go, not of Node. */
export interface GoPlatform {
  readonly goos: string;
  readonly goarch: string;
}

/** A toolchain that a mirror lists. `version` is in Go's own spelling. */
export interface ListedToolchain {
  readonly version: string;
  readonly os: string;
  readonly arch: string;
}

const systems: Readonly<Record<string, string>> = {
  aix: 'aix',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  win32: 'windows',
};

const architectures: Readonly<Record<string, string>> = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: '386',
  loong64: 'loong64',
  mips: 'mips',
  mipsel: 'mipsle',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'amd64',
};

/** What Go calls this machine, given `process.platform` and `process.arch`; undefined where Go has no release for it. */
export function goPlatform(platform: string, arch: string): GoPlatform | undefined {
  const goos = Object.hasOwn(systems, platform) ? systems[platform] : undefined;
  // Node has one name for both byte orders; of the systems it runs on only AIX has the big one.
  const powerPc = goos === 'aix' ? 'ppc64' : 'ppc64le';
  const known = Object.hasOwn(architectures, arch) ? architectures[arch] : undefined;
  const goarch = arch === 'ppc64' ? powerPc : known;
  return goos === undefined || goarch === undefined ? undefined : { goos, goarch };
}

/** The platform as Go writes it: `linux/amd64`. */
export function formatPlatform({ goos, goarch }: GoPlatform): string {
  return `${goos}/${goarch}`;
}

/** The module version that holds a Go, in Go's own spelling, for a platform. */
export function toolchainModule(version: string, { goos, goarch }: GoPlatform): ModuleVersion {
  return { path: toolchainPath, version: `v0.0.1-go${version}.${goos}-${goarch}` };
}

/**
 * The toolchains of a mirror's `golang.org/toolchain/@v/list`, each once. Like `go`, takes the first word of each line
 * and passes over what names no toolchain, such as a build with a suffix of its own.
 */
export function parseToolchainList(text: string): readonly ListedToolchain[] {
  const listed = new Map<string, ListedToolchain>();
  for (const line of text.split('\n')) {
    const [word = ''] = line.trim().split(/\s/, 1);
    const found = /^v0\.0\.1-go([0-9][0-9a-z.]*)\.([a-z0-9]+)-([a-z0-9]+)$/.exec(word);
    if (!found) continue;
    const [, version = '', os = '', arch = ''] = found;
    if (isGoRelease(version)) listed.set(word, { version, os, arch });
  }
  return [...listed.values()];
}
