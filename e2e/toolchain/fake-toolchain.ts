/**
 * A toolchain of a few files in the place of one of 60 MB: its `go` is the machine's own, which says another version and
 * root. Enough for all that the step and a later build ask of it.
 */
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ModuleFiles, makeModule, type TestModule } from '../../__tests__/support/modules.ts';
import { findGoDirectory } from '../harness.ts';

const run = promisify(execFile);

export const toolchainPath = 'golang.org/toolchain';

/** The machine's own `go`. */
export interface RealGo {
  readonly command: string;
  readonly root: string;
  /** With the word "go". */
  readonly version: string;
  readonly goos: string;
  readonly goarch: string;
}

let known: Promise<RealGo> | undefined;

export function findRealGo(): Promise<RealGo> {
  known ??= look();
  return known;
}

async function look(): Promise<RealGo> {
  const command = await realpath(join(await findGoDirectory(), 'go'));
  const names = ['GOROOT', 'GOVERSION', 'GOHOSTOS', 'GOHOSTARCH'];
  const { stdout } = await run(command, ['env', ...names], {
    cwd: '/',
    env: { HOME: '/', PATH: process.env['PATH'], GOTOOLCHAIN: 'local', GOENV: 'off' },
  });
  const [root = '', version = '', goos = '', goarch = ''] = stdout.split('\n');
  return { command, root, version, goos, goarch };
}

/** `v0.0.1-go1.25.99.linux-amd64` */
export function toolchainVersion(version: string, { goos, goarch }: RealGo): string {
  return `v0.0.1-go${version}.${goos}-${goarch}`;
}

/** The module of this Go for the platform of this machine. Its version is not to be above that of the machine's own Go. */
export async function makeToolchain(version: string, more: ModuleFiles = {}): Promise<TestModule> {
  const real = await findRealGo();
  return makeModule(
    toolchainPath,
    toolchainVersion(version, real),
    { ...filesOf(version, real), ...more },
    { hasNoGoMod: true },
  );
}

/** What there is in it, by the names that a zip has behind its prefix. */
export function filesOf(version: string, real: RealGo): Readonly<Record<string, string>> {
  return {
    LICENSE: 'Nobody owns this.\n',
    VERSION: `go${version}\ntime 2026-01-02T03:04:05Z\n`,
    'bin/go': goScript(version, real),
    'bin/gofmt': `#!/bin/sh\nexec '${real.root}/bin/gofmt' "$@"\n`,
    'go.env': 'GOPROXY=https://default.invalid,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n',
    'lib/wasm/go_js_wasm_exec': '#!/bin/sh\nexit 1\n',
    // cmd/go makes these a go.mod when it unpacks a toolchain, and these executable.
    'src/_go.mod': 'module std\n\ngo 1.25\n',
    'src/cmd/_go.mod': 'module cmd\n\ngo 1.25\n',
    [`pkg/tool/${real.goos}_${real.goarch}/compile`]: '#!/bin/sh\nexit 1\n',
  };
}

/** `go version` and `go env` are answered as this Go would; all else is the machine's own. */
function goScript(version: string, { command, root, version: own, goos, goarch }: RealGo): string {
  return `#!/bin/sh
unset GOROOT GOTOOLCHAIN_INTERNAL_SWITCH_VERSION GOTOOLCHAIN_INTERNAL_SWITCH_COUNT
case "$1" in
version) echo 'go version go${version} ${goos}/${goarch}' ;;
env)
  root=$(cd "\${0%/*}/.." && pwd -P)
  said=$('${command}' "$@") || exit
  printf '%s\\n' "$said" | sed -e "s|${root}|$root|g" -e 's|${own}|go${version}|g'
  ;;
*) GOTOOLCHAIN=local exec '${command}' "$@" ;;
esac
`;
}
