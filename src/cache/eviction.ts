/**
 * Keeps a local cache below its size: modules that were not used for longest go first, and never those that a running
 * job has marked. Jobs may read, write and evict at the same time, without locks (docs/adrs/0004-local-cache.md).
 */

import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { placeFiles } from './file-tree.ts';
import { type Held, type HeldFile, listHeld, statFile } from './inventory.ts';
import { type JobMarks, openMarks } from './job-mark.ts';
import { readRecord } from './key-record.ts';
import { renamePatiently } from './patient-rename.ts';

export interface EvictionResult {
  readonly removedModules: number;
  readonly removedBytes: number;
  /** What is left, modules and key records. */
  readonly bytes: number;
  /** The first error of a file that would not go; the others went. */
  readonly trouble: unknown;
}

/**
 * Removes modules and key records in the cache at `directory` until at most `maxBytes` are left, or until what is left
 * is in use.
 * @throws what node:fs throws where nothing can be removed, and the reason of the aborted signal.
 */
export async function evict(
  directory: string,
  maxBytes: number,
  signal: AbortSignal,
  marks: JobMarks = openMarks(directory),
): Promise<EvictionResult> {
  const held = await listHeld(directory, signal);
  let bytes = held.reduce((sum, each) => sum + sizeOf(each), 0);
  let removedBytes = 0;
  let trouble: unknown;
  const removed = new Set<string>();
  if (bytes <= maxBytes) return { removedModules: 0, removedBytes, bytes, trouble };

  const records = await readRecords(directory, held);
  const inUse = await marks.read();
  await placeFiles(directory, async ({ staging }) => {
    for (const each of orderByUse(held, records)) {
      if (bytes <= maxBytes) break;
      signal.throwIfAborted();
      if (inUse(each.name)) continue;
      try {
        if (!(await take(each, staging, marks))) continue;
        if (each.kind === 'module') {
          removed.add(each.name);
          await removeEmptyDirectories(each, path.join(directory, 'download'));
        }
        bytes -= sizeOf(each);
        removedBytes += sizeOf(each);
      } catch (error) {
        trouble ??= error;
      }
    }
    // No exact hit any more, and never one again.
    for (const [record, modules] of records) {
      if (modules.some((name) => removed.has(name)) && (await take(record, staging, marks))) {
        bytes -= sizeOf(record);
        removedBytes += sizeOf(record);
      }
    }
  });
  return { removedModules: removed.size, removedBytes, bytes, trouble };
}

function sizeOf({ files }: Held): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

async function readRecords(
  directory: string,
  held: readonly Held[],
): Promise<ReadonlyMap<Held, readonly string[]>> {
  const records = new Map<Held, readonly string[]>();
  for (const each of held) {
    if (each.kind !== 'record') continue;
    const record = await readRecord(directory, each.name);
    const modules = record?.files.map(({ name }) => moduleOf(name)) ?? [];
    records.set(each, [...new Set(modules)]);
  }
  return records;
}

/** The module, named as `cacheName` does, that a file of the download cache belongs to. */
export function moduleOf(file: string): string {
  return file.slice(0, -path.posix.extname(file).length);
}

/**
 * Longest unused first. A module was last used when it was written, or when a record that names it was; a module goes
 * before the record that was as old.
 */
function orderByUse(
  held: readonly Held[],
  records: ReadonlyMap<Held, readonly string[]>,
): readonly Held[] {
  const lastUse = new Map<string, number>();
  const use = (name: string, timeMs: number) =>
    lastUse.set(name, Math.max(timeMs, lastUse.get(name) ?? 0));
  for (const { name, files } of held) for (const { mtimeMs } of files) use(name, mtimeMs);
  for (const [{ files }, modules] of records) {
    for (const name of modules) use(name, files[0]?.mtimeMs ?? 0);
  }
  const isRecord = ({ kind }: Held) => (kind === 'record' ? 1 : 0);
  return held.toSorted(
    (a, b) =>
      (lastUse.get(a.name) ?? 0) - (lastUse.get(b.name) ?? 0) ||
      isRecord(a) - isRecord(b) ||
      (a.name < b.name ? -1 : 1),
  );
}

/**
 * Moves the files aside and looks again, since marks are written before anything is looked for: a job that came meanwhile
 * is seen now, or does not see the files. What has been marked, or saved anew since it was chosen, is put back.
 * False where it was.
 */
async function take(held: Held, staging: string, marks: JobMarks): Promise<boolean> {
  const aside: { readonly file: HeldFile; readonly staged: string }[] = [];
  let isKept = false;
  try {
    for (const file of held.files) {
      const staged = path.join(staging, `taken-${path.basename(file.path)}`);
      if (!(await moveAside(file.path, staged))) continue;
      aside.push({ file, staged });
      isKept ||= !isSame(file, await statFile(staged));
    }
    isKept ||= (await marks.read())(held.name);
  } catch (error) {
    await putBack(aside);
    throw error;
  }
  if (isKept) await putBack(aside);
  else for (const { staged } of aside) await rm(staged, { force: true });
  return !isKept;
}

/** False where another evictor was faster. */
async function moveAside(file: string, staged: string): Promise<boolean> {
  try {
    await rename(file, staged);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isSame(chosen: HeldFile, found: HeldFile | undefined): boolean {
  return (
    found !== undefined &&
    found.inode === chosen.inode &&
    found.bytes === chosen.bytes &&
    found.mtimeMs === chosen.mtimeMs
  );
}

async function putBack(
  aside: readonly { readonly file: HeldFile; readonly staged: string }[],
): Promise<void> {
  for (const { file, staged } of aside) {
    if ((await statFile(file.path)) !== undefined) continue;
    // Another evictor may have found it empty.
    await mkdir(path.dirname(file.path), { recursive: true });
    await renamePatiently(staged, file.path);
  }
}

/** The next save makes them again where it has to; a directory with anything in it stays. */
async function removeEmptyDirectories({ files }: Held, root: string): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  for (let directory = path.dirname(first.path); directory !== root; ) {
    const isRemoved = await rmdir(directory).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
    directory = path.dirname(directory);
  }
}
