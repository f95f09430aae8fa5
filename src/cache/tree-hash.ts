/** The h1 hash of an unpacked module, as `go mod verify` takes it (golang.org/x/mod/sumdb/dirhash, HashDir). */

import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { takeTurns } from '../module/event-loop.ts';
import { hashList, type NamedSum } from '../module/hash-list.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import { maxZipBytes } from '../module/zip.ts';
import { describeKind } from './file-kind.ts';
import { readFlags } from './safe-read.ts';

/** Files, and bytes, between two turns of the event loop: a few milliseconds. */
const filesPerTurn = 64;
const bytesPerTurn = 4 * 1024 * 1024;

/** Nearly all files of a module are read in one call. */
const bufferBytes = 1024 * 1024;

type Refusal = { readonly problem: string };

/**
 * The hash of all files below `directory`, or why it cannot be what Go unpacked: anything but regular files and
 * directories, or more bytes than a module may have. Directories without files do not count, as for Go.
 *
 * @throws what node:fs throws; ENOENT, ELOOP or ENXIO where something was put in the place of a file meanwhile.
 */
export async function hashTree(
  directory: string,
  module: ModuleVersion,
): Promise<{ readonly hash: string; readonly bytes: number } | Refusal> {
  const summed = await sumTree(directory, module);
  return 'problem' in summed ? summed : { hash: hashList(summed.sums), bytes: summed.bytes };
}

/** What `hashTree` hashes: each file, named as in the module's zip. Throws and refuses as it does. */
export async function sumTree(
  directory: string,
  module: ModuleVersion,
): Promise<{ readonly sums: readonly NamedSum[]; readonly bytes: number } | Refusal> {
  const buffer = Buffer.allocUnsafe(bufferBytes);
  const sums: NamedSum[] = [];
  let bytes = 0;
  let bytesAtTurn = 0;
  const pending = [''];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for (const entry of readdirSync(path.join(directory, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      // No line of the list may be made to look like two.
      if (name.includes('\n'))
        return { problem: `holds ${JSON.stringify(name)}, a name Go refuses` };
      if (entry.isDirectory()) {
        pending.push(name);
        continue;
      }
      if (!entry.isFile()) return { problem: `holds ${name}, which is ${describeKind(entry)}` };
      const read = hashFile(path.join(directory, name), buffer, maxZipBytes - bytes);
      if (read === undefined)
        return { problem: `holds more than the ${maxZipBytes} bytes Go accepts` };
      bytes += read.bytes;
      sums.push({ name: `${formatModule(module)}/${name}`, sum: read.sum });
      if (sums.length % filesPerTurn === 0 || bytes - bytesAtTurn > bytesPerTurn) {
        bytesAtTurn = bytes;
        await takeTurns();
      }
    }
  }
  return { sums, bytes };
}

/** Undefined for a file of more than `most` bytes. */
function hashFile(
  file: string,
  buffer: Buffer,
  most: number,
): { readonly sum: string; readonly bytes: number } | undefined {
  const descriptor = openSync(file, readFlags);
  try {
    let length = readSync(descriptor, buffer);
    if (length > most) return undefined;
    // A regular file gives less than was asked for only at its end.
    if (length < buffer.length) {
      return { sum: hash('sha256', buffer.subarray(0, length), 'hex'), bytes: length };
    }
    // A file that holds next to nothing on disk may be told to be of any size.
    if (fstatSync(descriptor).size > most) return undefined;
    const running = createHash('sha256');
    let bytes = 0;
    while (length > 0) {
      running.update(buffer.subarray(0, length));
      bytes += length;
      if (bytes > most) return undefined;
      length = readSync(descriptor, buffer);
    }
    return { sum: running.digest('hex'), bytes };
  } finally {
    closeSync(descriptor);
  }
}
