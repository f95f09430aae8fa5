import { randomBytes } from 'node:crypto';
import { bufferSource } from '../../src/module/byte-source.ts';
import { hashZip } from '../../src/module/h1.ts';
import { formatModule, type ModuleVersion, toolchainPath } from '../../src/module/path.ts';
import type { Spooled } from '../../src/upstream/spooled.ts';
import { assembleZip } from '../support/zip.ts';

export function toolchainOf(version: string, platform = 'linux-amd64'): ModuleVersion {
  return { path: toolchainPath, version: `v0.0.1-go${version}.${platform}` };
}

/** Large enough to be written piece by piece, and not to be squeezed. */
const large = randomBytes(600_000);

/** What a toolchain has for `go` to treat in some way of its own, by name. */
export function tinyRelease(version: string): Readonly<Record<string, string | Buffer>> {
  return {
    VERSION: `go${version}\n`,
    'bin/go': `#!/bin/sh\necho go version go${version} linux/amd64\n`,
    'bin/gofmt': '#!/bin/sh\n',
    'lib/time/zoneinfo.zip': 'PK',
    'lib/wasm/go_js_wasm_exec': '#!/bin/sh\n',
    'lib/wasm/wasm_exec.js': '"use strict";\n',
    'pkg/tool/linux_amd64/compile': large,
    'src/_go.mod': 'module std\n',
    'src/cmd/_go.mod': 'module cmd\n',
    'src/empty.s': '',
    'src/fmt/print.go': 'package fmt\n',
  };
}

export function packToolchain(
  version: string,
  files: Readonly<Record<string, string | Buffer>> = tinyRelease(version),
  module = toolchainOf(version),
): Buffer {
  const prefix = `${formatModule(module)}/`;
  return assembleZip(Object.entries(files).map(([name, data]) => ({ name: prefix + name, data })));
}

export async function hashOf(
  zip: Buffer,
  version: string,
  module = toolchainOf(version),
): Promise<string> {
  const hashed = await hashZip(bufferSource(zip), module);
  if ('problem' in hashed) throw new Error(hashed.problem);
  return hashed.hash;
}

export function spooled(bytes: Buffer): Spooled {
  return { kind: 'memory', bytes, size: bytes.length };
}

/** A file that tells when its end is read, where every look into a zip begins; it may give other bytes from then on. */
export function watched(bytes: Buffer, onLook: (look: number) => Buffer | undefined): Spooled {
  let looks = 0;
  let now: Buffer = bytes;
  const read = (from = 0, to = bytes.length): Buffer => {
    if (to === bytes.length) {
      looks += 1;
      now = onLook(looks) ?? now;
    }
    return now.subarray(from, to);
  };
  const changing = Object.assign(Buffer.from(bytes), { subarray: read });
  return { kind: 'memory', bytes: changing, size: bytes.length };
}
