import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The h1 hash of what was unpacked into a GOROOT, taken anew: without the copies of `_go.mod`, and as plainly as possible. */
export async function hashInstalled(goroot: string, module: string): Promise<string> {
  const entries = await readdir(goroot, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(goroot.length + 1));
  const known = new Set(names);
  const isCopy = (name: string) => known.has(name.replace(/(^|\/)go\.mod$/, '$1_go.mod'));
  const lines: string[] = [];
  for (const name of names
    .filter((each) => !/(?:^|\/)go\.mod$/.test(each) || !isCopy(each))
    .sort()) {
    const sum = createHash('sha256').update(await readFile(join(goroot, name)));
    lines.push(`${sum.digest('hex')}  ${module}/${name}\n`);
  }
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}
