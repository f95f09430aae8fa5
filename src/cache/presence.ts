import { readdir } from 'node:fs/promises';

/**
 * Those of `items` that can be below `directory`, told by one look at its top level: a module cache is mostly empty or
 * mostly whole, and asking for a thousand files that cannot be there takes longer than everything else before `go` starts.
 * Where the directory cannot be read all of them stay: whoever opens the files meets the error.
 *
 * @param pathOf relative to `directory`, with slashes
 */
export async function keepPossible<T>(
  directory: string,
  items: readonly T[],
  pathOf: (item: T) => string,
): Promise<readonly T[]> {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : items;
  }
  // A file system that knows no case finds github.com in a directory GitHub.com.
  const present = new Set(names.map((name) => name.toLowerCase()));
  return items.filter((item) => present.has((pathOf(item).split('/')[0] ?? '').toLowerCase()));
}
