/**
 * `keys/<key>.json` in a local cache: the files that a run with this key used, with their sizes in bytes. When the record
 * was last written is when they were last used.
 */

import { open, readFile } from 'node:fs/promises';
import { openTree } from './file-tree.ts';

export interface RecordedFile {
  readonly name: string;
  readonly size: number;
}

export interface KeyRecord {
  readonly files: readonly RecordedFile[];
  /** The run verified all that the key stands for. Otherwise the record tells of use alone. */
  readonly complete: boolean;
}

/** Relative to the cache's directory. */
export function recordName(key: string): string {
  return `keys/${encodeURIComponent(key)}.json`;
}

/** Whether a file in `keys` is one of ours. */
export function isRecordName(fileName: string): boolean {
  return /^gmr-(?:toolchain-)?v\d+_[\w.%-]*\.json$/.test(fileName);
}

export function formatRecord(record: KeyRecord): string {
  const files = record.files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `${JSON.stringify({ complete: record.complete, files }, undefined, 1)}\n`;
}

/** A record that is missing, or that is not what `formatRecord` writes, only means that there is no exact hit. */
export async function readRecord(
  directory: string,
  name: string,
): Promise<(KeyRecord & { readonly path: string }) | undefined> {
  try {
    const file = await openTree(directory).find(name);
    if (file === undefined) return undefined;
    const record: unknown = JSON.parse(await readFile(file.path, 'utf8'));
    return isKeyRecord(record) ? { ...record, path: file.path } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes the file's time that of now by writing its first character again: the time is then the file server's, and not
 * that of a machine whose clock may be wrong.
 */
export async function touchJson(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write('{', 0);
  } finally {
    await handle.close();
  }
}

function isKeyRecord(value: unknown): value is KeyRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { files, complete } = value as Partial<Record<keyof KeyRecord, unknown>>;
  return (
    typeof complete === 'boolean' &&
    Array.isArray(files) &&
    files.length > 0 &&
    files.every(isRecordedFile)
  );
}

function isRecordedFile(value: unknown): value is RecordedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, size } = value as Partial<Record<keyof RecordedFile, unknown>>;
  return typeof name === 'string' && typeof size === 'number';
}
