/** Rows that only an archive can carry: what `tar` would do with it. */
import { join } from 'node:path';
import { paxRecord, type TarEntry } from '../../__tests__/support/tar.ts';
import { canary, forged, forgedSource, stem, treeName } from './modules.ts';
import type { End } from './row.ts';

export interface ArchiveRow {
  readonly name: string;
  /** Written behind the honest entries, or before them. */
  readonly entries: (place: ArchivePlace) => readonly TarEntry[];
  readonly isFirst?: true;
  readonly end: End;
}

export interface ArchivePlace {
  readonly moduleCache: string;
  readonly outside: string;
}

const zip = `modules/${stem}.zip`;
const unpackedSource = `${treeName}/victim.go`;
const file = (name: string, data: string | Buffer = forgedSource): TarEntry => ({ name, data });

/** As deep as the place where archives are unpacked may lie in the room. */
const depths = [1, 2, 3, 4, 5, 6, 7, 8];

export const archiveRows: readonly ArchiveRow[] = [
  {
    name: 'an absolute name that leads into the module cache',
    entries: ({ moduleCache }) => [file(join(moduleCache, unpackedSource))],
    end: 'refused',
  },
  {
    name: 'an absolute name that leads elsewhere',
    entries: ({ outside }) => [file(join(outside, 'evil.go'))],
    end: 'refused',
  },
  {
    name: 'an absolute name in an extended header',
    entries: ({ outside }) => [
      {
        name: 'PaxHeaders/x',
        type: 'extended',
        data: paxRecord('path', join(outside, 'evil.go')),
      },
      file('modules/harmless'),
    ],
    end: 'refused',
  },
  {
    name: '../ in a name, from wherever it is unpacked',
    entries: () => depths.map((depth) => file(`${'../'.repeat(depth)}modcache/${unpackedSource}`)),
    end: 'refused',
  },
  {
    name: '../ in the middle of a name',
    entries: () => [file(`modules/${'../'.repeat(4)}modcache/${unpackedSource}`)],
    end: 'refused',
  },
  {
    name: 'a link to a directory, and a file through it',
    entries: ({ moduleCache }) => [
      { name: 'modules/way', type: 'symbolicLink', link: moduleCache },
      file(`modules/way/${unpackedSource}`),
    ],
    end: 'refused',
  },
  {
    name: 'a link in place of the directory',
    entries: ({ outside }) => [{ name: 'modules', type: 'symbolicLink', link: outside }],
    isFirst: true,
    end: 'refused',
  },
  {
    name: 'a hard link to a file outside, and a file written into it',
    entries: ({ outside }) => [
      { name: zip, type: 'hardLink', link: join(outside, 'kept') },
      file(zip, forged.zip),
    ],
    end: 'refused',
  },
  {
    name: 'a hard link to another file of the archive',
    entries: () => [
      file('modules/evil.zip', forged.zip),
      { name: zip, type: 'hardLink', link: 'modules/evil.zip' },
    ],
    end: 'either',
  },
  {
    name: 'a device',
    entries: () => [{ name: 'modules/device', type: 'characterDevice' }],
    end: 'refused',
  },
  {
    name: 'a named pipe in place of the zip, behind it',
    entries: () => [{ name: zip, type: 'pipe' }],
    end: 'refused',
  },
  {
    name: 'the same name twice, the second forged',
    entries: () => [file(zip, forged.zip)],
    end: 'mended',
  },
  {
    name: 'a directory beside the one that is archived',
    entries: () => [file('elsewhere/evil.go')],
    end: 'refused',
  },
  {
    name: 'the same path in another case, and names of nobody',
    entries: () => [
      file(`modules/${canary.replaceAll(':', '')}`),
      file('modules/example.com/Victim/@v/v1.2.0.zip', forged.zip),
      file('modules/example.com/victim/@v/v1.2.0.zip', forged.zip),
    ],
    end: 'unharmed',
  },
];
