/** Files that somebody else may have put there, read in this thread: only regular ones, and never more than expected. */

import { closeSync, constants, lstatSync, openSync, readSync } from 'node:fs';
import { type ByteSource, bufferSource } from '../module/byte-source.ts';
import { describeKind } from './file-kind.ts';

/** A pipe or a device that takes the file's place meanwhile gives an error instead of waiting; a link is not followed. */
export const readFlags =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What is wrong with a file that is not even read. */
export class Refused extends Error {}

/** Above this a file is read piece by piece. */
const mostInMemory = 64 * 1024 * 1024;

/**
 * The bytes of a regular file; undefined where there is none.
 * @throws Refused for anything else and for more than `mostBytes`, or what node:fs throws.
 */
export function readSmallFile(name: string, mostBytes: number): Buffer | undefined {
  const opened = openRegular(name, mostBytes);
  if (opened === undefined) return undefined;
  try {
    return readFully(opened.descriptor, 0, opened.size);
  } finally {
    closeSync(opened.descriptor);
  }
}

export interface OpenSource {
  readonly bytes: ByteSource;
  close(): void;
}

/** The same for a file that need not fit into memory. */
export function openSource(name: string, mostBytes: number): OpenSource | undefined {
  const opened = openRegular(name, mostBytes);
  if (opened === undefined) return undefined;
  const { descriptor, size } = opened;
  const close = () => closeSync(descriptor);
  if (size > mostInMemory) {
    const read = async (offset: number, length: number) => readFully(descriptor, offset, length);
    return { bytes: { size, read }, close };
  }
  try {
    return { bytes: bufferSource(readFully(descriptor, 0, size)), close };
  } catch (error) {
    close();
    throw error;
  }
}

function openRegular(name: string, mostBytes: number) {
  const status = lstatSync(name, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (!status.isFile()) throw new Refused(`is ${describeKind(status)}`);
  if (status.size > mostBytes) throw new Refused(`is ${status.size} bytes long`);
  return { descriptor: openSync(name, readFlags), size: status.size };
}

function readFully(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  // The system may give fewer bytes at once than there are, network file systems do.
  while (filled < length) {
    const read = readSync(descriptor, buffer, filled, length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}
