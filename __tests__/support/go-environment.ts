import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../src/effects.ts';

/** What a Windows process cannot start without; elsewhere these are not set. */
const platformNames = ['SystemRoot', 'TEMP', 'TMP', 'ComSpec', 'PATHEXT'];

/**
 * An environment in which `go` knows nothing of this machine but its toolchain: module cache and GOPATH
 * below `directory`, no user configuration, no checksum database, no certificates or forward proxies from
 * outside. Only the build cache is shared between runs, for compiling the standard library takes longer than
 * any test. There is no HOME on purpose: `go` would leave a telemetry process behind that writes there after
 * `go` has ended, while the test removes the directory.
 */
export function isolateGo(
  directory: string,
  goproxy: string,
  more: Environment = {},
): Record<string, string> {
  const wanted: Environment = {
    PATH: process.env['PATH'],
    ...Object.fromEntries(platformNames.map((name) => [name, process.env[name]])),
    GOPATH: join(directory, 'gopath'),
    GOMODCACHE: join(directory, 'modcache'),
    GOCACHE: join(tmpdir(), 'go-test-build-cache'),
    GOENV: 'off',
    GOPROXY: goproxy,
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    // Read-only directories of a module cache cannot be removed by the test that made them.
    GOFLAGS: '-modcacherw',
    ...more,
  };
  const isSet = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined;
  return Object.fromEntries(Object.entries(wanted).filter(isSet));
}
