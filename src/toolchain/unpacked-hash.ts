import { sumTree } from '../cache/tree-hash.ts';
import { hashList } from '../module/hash-list.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';

/**
 * The h1 hash of a toolchain as `go` has unpacked it into its module cache, or why it is none: without the go.mod files that `go`
 * itself makes as copies of the `_go.mod` files of the zip, each of which has to be one.
 * @throws what node:fs throws.
 */
export async function hashUnpacked(
  directory: string,
  module: ModuleVersion,
): Promise<{ readonly hash: string } | { readonly problem: string }> {
  const summed = await sumTree(directory, module);
  if ('problem' in summed) return summed;
  const prefix = `${formatModule(module)}/`;
  const sumOf = new Map(summed.sums.map(({ name, sum }) => [name, sum]));
  const kept = [];
  for (const file of summed.sums) {
    const original = sumOf.get(file.name.replace(/(^|\/)go\.mod$/, '$1_go.mod'));
    // The one that is called _go.mod itself is found as its own.
    const isCopy = original !== undefined && /(?:^|\/)go\.mod$/.test(file.name);
    if (!isCopy) kept.push(file);
    else if (original !== file.sum) {
      return { problem: `holds ${file.name.slice(prefix.length)}, which is no copy of _go.mod` };
    }
  }
  return { hash: hashList(kept) };
}
