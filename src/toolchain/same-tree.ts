import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasSameBytes } from '../cache/same-bytes.ts';

/**
 * Whether two directories hold the same files, with the same bytes and rights, and nothing else. Stops at the first
 * difference; what cannot be read, or vanishes meanwhile, is one.
 * @throws the signal's reason.
 */
export async function isSameTree(a: string, b: string, signal: AbortSignal): Promise<boolean> {
  const pending = [''];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    signal.throwIfAborted();
    const kind = await compare(path.join(a, below), path.join(b, below)).catch(() => undefined);
    if (kind === undefined) return false;
    for (const name of kind) pending.push(path.join(below, name));
  }
  return true;
}

/** The names in two directories, none for two files; undefined where they differ. */
async function compare(a: string, b: string): Promise<readonly string[] | undefined> {
  const [first, second] = await Promise.all([lstat(a), lstat(b)]);
  if (first.mode !== second.mode) return undefined;
  if (first.isFile()) return (await hasSameBytes(a, b)) ? [] : undefined;
  if (!first.isDirectory()) return undefined;
  const [names, others] = await Promise.all([readdir(a), readdir(b)]);
  const known = new Set(others);
  return names.length === others.length && names.every((name) => known.has(name))
    ? names
    : undefined;
}
