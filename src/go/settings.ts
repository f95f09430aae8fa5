/** Go's settings: what `go env` would say, also where there is no `go` to ask. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../effects.ts';

export interface GoSettings {
  readonly goproxy: string;
  /** What this Go has in its GOPROXY when nobody sets one; empty where it does not tell. */
  readonly shippedGoproxy: string;
  /** Somebody chose GOPROXY: the environment, `go env -w`, or a value that is not the shipped one. */
  readonly isGoproxySet: boolean;
  readonly goprivate: string;
  readonly gonoproxy: string;
  readonly gonosumdb: string;
  readonly gosumdb: string;
  /** Rules for version control by module; `go` puts its own behind them. */
  readonly govcs: string;
  readonly goinsecure: string;
  readonly goflags: string;
  readonly gomodcache: string;
  readonly gopath: string;
  /** The job's own setting, not the `local` under which it was asked. */
  readonly gotoolchain: string;
  readonly goauth: string;
  /** The variable, not the go.work that would be found: the question is asked outside any project. */
  readonly gowork: string;
}

/** The Go project's domain: its checksum database, and the proxy that its releases name in go.env, are hosts of it. */
const goProject = 'golang.org';

/** GOPROXY and GOSUMDB in the go.env of a Go that comes from the Go project; distributions change it in theirs. */
const shippedGoproxy = `https://proxy.${goProject},direct`;
const shippedGosumdb = `sum.${goProject}`;

/**
 * The settings of a Go that is yet to be installed, by the rules of cmd/go/internal/cfg: a variable that is not empty, else what
 * `go env -w` wrote for the user, else the default.
 */
export async function readSettingsWithoutGo(
  env: Environment,
  platform: NodeJS.Platform,
): Promise<GoSettings> {
  const written = await readEnvFile(env['GOENV'] || userEnvFile(env, platform));
  const value = (name: string, otherwise = '') => env[name] || written.get(name) || otherwise;
  const rules = platform === 'win32' ? path.win32 : path.posix;
  const home = env[platform === 'win32' ? 'USERPROFILE' : 'HOME'];
  const gopath = value('GOPATH', home ? rules.join(home, 'go') : '');
  const [firstGopath = ''] = gopath.split(rules.delimiter);
  const goprivate = value('GOPRIVATE');
  return {
    goproxy: value('GOPROXY', shippedGoproxy),
    shippedGoproxy,
    isGoproxySet: Boolean(env['GOPROXY'] || written.get('GOPROXY')),
    goprivate,
    gonoproxy: value('GONOPROXY', goprivate),
    gonosumdb: value('GONOSUMDB', goprivate),
    gosumdb: value('GOSUMDB', shippedGosumdb),
    govcs: value('GOVCS'),
    goinsecure: value('GOINSECURE'),
    goflags: value('GOFLAGS'),
    gomodcache: value('GOMODCACHE', firstGopath && rules.join(firstGopath, 'pkg', 'mod')),
    gopath,
    gotoolchain: value('GOTOOLCHAIN', 'auto'),
    goauth: value('GOAUTH', 'netrc'),
    // Unlike all others not to be written with `go env -w`.
    gowork: env['GOWORK'] ?? '',
  };
}

/** Whether somebody set GOROOT, in the environment or with `go env -w`: every `go` then works with the files there. */
export async function isGorootSet(env: Environment, platform: NodeJS.Platform): Promise<boolean> {
  const written = await readEnvFile(env['GOENV'] || userEnvFile(env, platform));
  return Boolean(env['GOROOT'] || written.get('GOROOT'));
}

/** Where `go env -w` writes: os.UserConfigDir of Go. Empty where the environment names no such directory. */
function userEnvFile(env: Environment, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return env['APPDATA'] ? path.win32.join(env['APPDATA'], 'go', 'env') : '';
    case 'darwin':
      return env['HOME'] ? `${env['HOME']}/Library/Application Support/go/env` : '';
    default: {
      const home = env['HOME'] ? `${env['HOME']}/.config` : '';
      const config = env['XDG_CONFIG_HOME'] || home;
      return config === '' ? '' : `${config}/go/env`;
    }
  }
}

/** `NAME=value` lines, read as cmd/go reads go.env and the file of `go env -w`; a file that is not there is empty. */
export async function readEnvFile(file: string): Promise<ReadonlyMap<string, string>> {
  // Also GOENV=off.
  if (!path.isAbsolute(file)) return new Map();
  const text = await readFile(file, 'utf8').catch(() => '');
  const pairs = text.split('\n').flatMap((line) => {
    const match = /^([A-Z][^=]*)=(.*)$/.exec(line.replace(/\r$/, ''));
    return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const];
  });
  return new Map(pairs);
}
