/** Installs a Go in a process of its own, which a test may kill: `install-process.js OPTIONS`, options as JSON. */
import { stat } from 'node:fs/promises';
import { toolchainOf } from '../../__tests__/toolchain/tiny-toolchain.ts';
import { installToolchain } from '../../src/toolchain/install.ts';

export interface InstallTask {
  readonly zip: string;
  readonly hash: string;
  readonly root: string;
  readonly version: string;
}

const { zip, hash, root, version } = JSON.parse(process.argv[2] ?? '') as InstallTask;
await installToolchain({
  zip: { kind: 'disk', path: zip, size: (await stat(zip)).size },
  module: toolchainOf(version),
  hash,
  root,
  version,
  arch: 'x64',
  platform: 'linux',
  signal: new AbortController().signal,
});
