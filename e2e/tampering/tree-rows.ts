/** Rows in which the unpacked victim is not what its zip holds. `go` builds from it unseen. */
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canary, forgedSource, stem } from './modules.ts';
import type { Place, Row } from './row.ts';

type TreeRow = Omit<Row, 'columns' | 'hasTree'>;

const source = 'victim.go';

/** `go` unpacks read-only: directories 0555, files 0444. They are so again afterwards. */
async function edit(place: Place, change: (tree: string) => Promise<void>): Promise<void> {
  await chmod(place.tree, 0o755);
  await change(place.tree);
  await chmod(place.tree, 0o555);
}

async function write(file: string, text: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, text, { mode: 0o444 });
}

const besideZip: readonly TreeRow[] = [
  {
    name: 'an edited file in the tree',
    tamper: (place) => edit(place, (tree) => write(join(tree, source), forgedSource)),
    foolsGo: true,
  },
  {
    name: 'an extra file in the tree',
    tamper: (place) =>
      edit(place, (tree) =>
        write(join(tree, 'extra.go'), `package victim\n\nfunc init() { println("${canary}") }\n`),
      ),
    foolsGo: true,
  },
  {
    name: 'an extra file in a directory of its own, read-only',
    tamper: (place) =>
      edit(place, async (tree) => {
        const inner = join(tree, 'inner', 'deep');
        await mkdir(inner, { recursive: true });
        await write(join(inner, 'extra.go'), `package deep // ${canary}\n`);
        for (const directory of [inner, join(tree, 'inner')]) await chmod(directory, 0o555);
      }),
  },
  {
    name: 'a missing file in the tree',
    tamper: (place) => edit(place, (tree) => rm(join(tree, source))),
  },
  {
    name: 'a link in place of a file of the tree',
    tamper: (place) =>
      edit(place, async (tree) => {
        const target = join(place.outside, source);
        await writeFile(target, forgedSource);
        await rm(join(tree, source));
        await symlink(target, join(tree, source));
      }),
    foolsGo: true,
  },
  {
    name: 'a link in place of the tree',
    async tamper(place) {
      await write(join(place.outside, source), forgedSource);
      await chmod(place.tree, 0o755);
      await rm(place.tree, { recursive: true });
      await symlink(place.outside, place.tree);
    },
    foolsGo: true,
  },
];

const withoutZip: TreeRow = {
  name: 'an edited tree whose .ziphash and zip are gone',
  async tamper(place) {
    await edit(place, (tree) => write(join(tree, source), forgedSource));
    for (const ending of ['zip', 'ziphash']) {
      await rm(join(place.download, `${stem}.${ending}`));
    }
  },
};

function inModuleCache(row: TreeRow): Row {
  return { ...row, columns: ['module cache'], hasTree: true };
}

export const treeRows: readonly Row[] = [
  // The sound zip is unpacked again.
  ...besideZip.map((row) => ({ ...inModuleCache(row), healsAlone: true as const })),
  inModuleCache(withoutZip),
];
