/**
 * The cache client: a process of its own around @actions/cache, which has no way to be told to stop, prints its
 * failures as annotations, and reads half of the environment. It is started for one operation, in the directory of that
 * operation, with an environment made for it; the service it knows is the gateway of the process that started it.
 *
 *     node client.js DIRECTORY
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFeatureAvailable, restoreCache, saveCache } from '@actions/cache';
import { renamePatiently } from '../cache/patient-rename.ts';
import {
  archivedPath,
  type ClientRequest,
  type ClientResult,
  requestName,
  resultName,
} from './protocol.ts';

const directory = process.argv[2] ?? '.';
const request: ClientRequest = JSON.parse(await readFile(join(directory, requestName), 'utf8'));
const result = join(directory, resultName);
await writeFile(`${result}.tmp`, JSON.stringify(await answer(request)));
await renamePatiently(`${result}.tmp`, result);
// Sockets that it kept alive would hold the process for minutes.
process.exit(0);

async function answer(asked: ClientRequest): Promise<ClientResult> {
  if (!isFeatureAvailable()) return { kind: 'unavailable' };
  const paths = [archivedPath];
  // One archive for all systems: without this flag Windows has versions of its own.
  const enableCrossOsArchive = true;
  switch (asked.operation) {
    case 'restore': {
      const { key, restorePrefix } = asked;
      const prefixes = restorePrefix === undefined ? [] : [restorePrefix];
      const found = await restoreCache(paths, key, prefixes, {}, enableCrossOsArchive);
      return found === undefined ? { kind: 'nothing' } : { kind: 'restored', key: found };
    }
    case 'save':
      await saveCache(paths, asked.key, {}, enableCrossOsArchive);
      return { kind: 'ended' };
  }
}
