/** Rows in which the victim's zip is not what go.sum says. */
import { execFile } from 'node:child_process';
import { rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  twoDirectories,
  zip64Disagreement,
  zipBomb,
} from '../../__tests__/support/hostile-zips.ts';
import { assembleZip, type ZipPart } from '../../__tests__/support/zip.ts';
import {
  forged,
  forgedHash,
  forgedParts,
  forgedSource,
  genuineHash,
  genuineParts,
  part,
  stem,
  victim,
} from './modules.ts';
import type { Place, Row } from './row.ts';

const run = promisify(execFile);

/** What stands in `.ziphash` beside the zip; `genuine` is as `go` left it. */
type Hash = 'genuine' | 'forged' | 'none';

function zipOf(place: Place): string {
  return join(place.download, `${stem}.zip`);
}

async function put(place: Place, bytes: Buffer, hash: Hash): Promise<void> {
  const file = zipOf(place);
  await rm(file);
  await writeFile(file, bytes);
  await putHash(place, hash);
}

async function putHash(place: Place, hash: Hash): Promise<void> {
  const file = `${zipOf(place)}hash`;
  await rm(file, { force: true });
  if (hash !== 'none') await writeFile(file, hash === 'genuine' ? genuineHash : forgedHash);
}

/** The honest files and one more. */
function withEntry(entry: ZipPart): Buffer {
  return assembleZip([...genuineParts, entry]);
}

/** A row for each content of `.ziphash`; with the genuine one beside it `go` hashes nothing. */
function withAndWithoutHash(row: {
  readonly name: string;
  readonly bytes: Buffer;
  readonly showsForgedToGo: boolean;
}): readonly Row[] {
  return [
    {
      name: `${row.name}, intact .ziphash`,
      tamper: (place) => put(place, row.bytes, 'genuine'),
      // What is restored has none, whichever there is.
      columns: ['module cache'],
      ...(row.showsForgedToGo && { foolsGo: true }),
    },
    {
      name: `${row.name}, no .ziphash`,
      tamper: (place) => put(place, row.bytes, 'none'),
      // What is restored `go` hashes as it reads it: where that is the genuine code, nothing is wrong for it.
      ...(!row.showsForgedToGo && { columns: ['module cache'] }),
    },
  ];
}

const climbing = withEntry(part('../../evil.go', forgedSource));
const goReadsForged = zip64Disagreement(forgedParts, genuineParts);

/** The same zips as a mirror serves them. */
export const servedZips = [
  { name: 'a forged zip', zip: forged.zip },
  { name: 'zip64 record: Go reads the forged code, others the genuine', zip: goReadsForged },
  { name: '../ in a name of the zip', zip: climbing },
  { name: 'a truncated zip', zip: victim.zip.subarray(0, -30) },
  { name: 'a zip bomb', zip: zipBomb(victim.path, victim.version) },
];

export const zipRows: readonly Row[] = [
  {
    name: 'zip swapped, intact .ziphash',
    tamper: (place) => put(place, forged.zip, 'genuine'),
    foolsGo: true,
  },
  {
    name: 'zip swapped, intact .ziphash, with the genuine tree',
    tamper: (place) => put(place, forged.zip, 'genuine'),
    columns: ['module cache'],
    hasTree: true,
  },
  {
    name: 'forged zip, forged .ziphash',
    tamper: (place) => put(place, forged.zip, 'forged'),
  },
  {
    name: 'forged zip where there was none, .ziphash copied from go.sum',
    async tamper(place) {
      await rm(`${zipOf(place)}hash`, { force: true });
      await put(place, forged.zip, 'genuine');
    },
    columns: ['module cache'],
    foolsGo: true,
  },
  ...withAndWithoutHash({
    name: 'zip64 record: Go reads the forged code, others the genuine',
    bytes: goReadsForged,
    showsForgedToGo: true,
  }),
  ...withAndWithoutHash({
    name: 'zip64 record: Go reads the genuine code, others the forged',
    bytes: zip64Disagreement(genuineParts, forgedParts),
    showsForgedToGo: false,
  }),
  ...withAndWithoutHash({
    name: 'an archive in the comment: Go reads the forged code, others the genuine',
    bytes: twoDirectories(genuineParts, forgedParts),
    showsForgedToGo: true,
  }),
  {
    name: 'truncated zip',
    tamper: (place) => truncate(zipOf(place), victim.zip.length - 30),
  },
  {
    name: 'truncated zip, no .ziphash',
    async tamper(place) {
      await truncate(zipOf(place), victim.zip.length >> 1);
      await putHash(place, 'none');
    },
    columns: ['module cache'],
  },
  {
    name: '../ in a name of the zip',
    tamper: (place) => put(place, climbing, 'genuine'),
  },
  {
    name: 'an absolute name in the zip',
    tamper: (place) =>
      put(
        place,
        withEntry({ ...part('', forgedSource), name: join(place.outside, 'evil.go') }),
        'genuine',
      ),
  },
  {
    name: 'a zip bomb',
    tamper: (place) => put(place, zipBomb(victim.path, victim.version), 'genuine'),
  },
  {
    name: 'names in the zip that differ in case only',
    tamper: (place) => put(place, withEntry(part('Victim.go', forgedSource)), 'genuine'),
  },
  {
    name: 'a link in place of the zip, to a forged one outside',
    async tamper(place) {
      const target = join(place.outside, 'forged.zip');
      await writeFile(target, forged.zip);
      await rm(zipOf(place));
      await symlink(target, zipOf(place));
    },
    // A link is neither copied nor unpacked.
    ends: { 'local entry': 'either', 'restored archive': 'refused' },
    foolsGo: true,
  },
  {
    name: 'a link in place of the zip, no .ziphash',
    async tamper(place) {
      const target = join(place.outside, 'forged.zip');
      await writeFile(target, forged.zip);
      await rm(zipOf(place));
      await symlink(target, zipOf(place));
      await putHash(place, 'none');
    },
    columns: ['module cache'],
  },
  {
    name: 'a named pipe in place of the zip',
    async tamper(place) {
      await rm(zipOf(place));
      await run('mkfifo', [zipOf(place)]);
    },
    ends: { 'local entry': 'either', 'restored archive': 'refused' },
  },
  {
    name: 'a directory in place of the zip',
    async tamper(place) {
      await rm(zipOf(place));
      await run('mkdir', ['-p', join(zipOf(place), 'inside')]);
    },
    ends: { 'local entry': 'either', 'restored archive': 'either' },
  },
];
