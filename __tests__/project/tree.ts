import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Contents by path with slashes, relative to the root of a tree. */
export type Tree = Readonly<Record<string, string>>;

/** Writes files into a new temporary directory. */
export async function createTree(tree: Tree): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-project-'));
  await writeTree(root, tree);
  return root;
}

export async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Everything below `root`, to tell whether somebody changed it. */
export async function readTree(root: string): Promise<Tree> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const contents = files.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(root, file), await readFile(file, 'utf8')] as const;
  });
  return Object.fromEntries((await Promise.all(contents)).sort());
}
