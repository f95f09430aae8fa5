/** Rows about the files beside the zip, and about strangers. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { canary, foreign, forged, forgedMod, stem, treeName } from './modules.ts';
import type { Place, Row } from './row.ts';

const run = promisify(execFile);

async function replace(place: Place, name: string, content: string | Buffer): Promise<void> {
  const file = join(place.download, name);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, content);
}

const versions = dirname(stem);
const otherCase = 'example.com/Victim/@v/v1.2.0';
const strangers = [
  ...['zip', 'mod', 'info'].map((kind) => `${versions}/v9.9.9.${kind}`),
  `${stem}.zip.bak`,
  `${versions}/evil.go`,
  `${versions}/.zip`,
  'evil.go',
];

export const fileRows: readonly Row[] = [
  {
    name: 'wrong .mod',
    tamper: (place) => replace(place, `${stem}.mod`, forgedMod),
  },
  {
    name: 'empty .mod',
    tamper: (place) => replace(place, `${stem}.mod`, ''),
    columns: ['module cache'],
  },
  {
    name: '.info of another version',
    tamper: (place) =>
      replace(
        place,
        `${stem}.info`,
        JSON.stringify({ Version: 'v9.9.9', Time: '2024-01-02T03:04:05Z', Origin: canary }),
      ),
  },
  {
    name: '.info that is no JSON',
    tamper: (place) => replace(place, `${stem}.info`, canary),
  },
  {
    name: 'a named pipe in place of the .mod',
    async tamper(place) {
      await rm(join(place.download, `${stem}.mod`));
      await run('mkfifo', [join(place.download, `${stem}.mod`)]);
    },
    ends: { 'local entry': 'either', 'restored archive': 'refused' },
  },
  {
    name: 'a named pipe in place of the .info',
    async tamper(place) {
      await rm(join(place.download, `${stem}.info`));
      await run('mkfifo', [join(place.download, `${stem}.info`)]);
    },
    columns: ['module cache', 'local entry'],
    ends: { 'local entry': 'either' },
  },
  {
    name: 'a .partial left over, with half a forged tree',
    async tamper(place) {
      await writeFile(join(place.download, `${stem}.partial`), '');
      await mkdir(place.tree, { recursive: true });
      await writeFile(join(place.tree, 'victim.go'), `package victim\n// ${canary}\n`);
    },
    columns: ['module cache'],
    ends: { 'module cache': 'either' },
  },
  {
    name: 'a .partial left over, with a whole forged tree and its zip',
    async tamper(place) {
      await replace(place, `${stem}.zip`, forged.zip);
      await writeFile(join(place.download, `${stem}.partial`), '');
    },
    columns: ['module cache'],
    hasTree: true,
    foolsGo: true,
  },
  {
    name: 'strangers beside it: another version, junk names',
    async tamper(place) {
      for (const name of strangers) await replace(place, name, foreign.zip);
    },
    ends: { 'module cache': 'unharmed', 'local entry': 'unharmed', 'restored archive': 'unharmed' },
    mayStay: strangers,
  },
  {
    name: 'the same path in another case beside it',
    async tamper(place) {
      for (const kind of ['zip', 'mod', 'info'] as const) {
        await replace(place, `${otherCase}.${kind}`, forged[kind]);
        await replace(place, `${otherCase.toLowerCase()}.${kind}`, forged[kind]);
      }
    },
    ends: { 'module cache': 'unharmed', 'local entry': 'unharmed', 'restored archive': 'unharmed' },
    mayStay: [`${otherCase}.zip`, `${otherCase.toLowerCase()}.zip`],
  },
  {
    name: 'unpacked code and .ziphash among the restored files',
    async tamper(place) {
      await replace(place, `${stem}.ziphash`, 'h1:forged');
      await replace(place, `../${treeName}/victim.go`, canary);
      await replace(place, `${treeName}/victim.go`, canary);
    },
    columns: ['local entry', 'restored archive'],
    ends: { 'local entry': 'unharmed', 'restored archive': 'refused' },
    mayStay: [`${treeName}/victim.go`],
  },
];
