import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Every file of two directories, by its name in them, that is not the same bytes in both. A directory that does not exist
 * has no files.
 *
 * @returns {{ readonly files: number, readonly differences: readonly { name: string, state: 'first only' | 'second only' | 'different' }[] }}
 */
export function compareTrees(first, second) {
  const names = [...new Set([...list(first), ...list(second)])].sort();
  const differences = names.flatMap((name) => {
    const state = compare(join(first, name), join(second, name));
    return state === 'same' ? [] : [{ name, state }];
  });
  return { files: names.length, differences };
}

/** Paths of the files below `directory`, relative to it. */
function list(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

function compare(first, second) {
  if (!existsSync(second)) return 'first only';
  if (!existsSync(first)) return 'second only';
  return readFileSync(first).equals(readFileSync(second)) ? 'same' : 'different';
}
