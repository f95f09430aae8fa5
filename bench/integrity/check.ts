/** One check of a module cache as the action makes it, in a process of its own: `check.js GO.SUM GOMODCACHE`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checksOfAll, findCandidates, inspect } from '../../src/cache/integrity.ts';
import { indexSums, parseGoSum } from '../../src/module/gosum.ts';

const [, , sumFile = '', moduleCacheDirectory = ''] = process.argv;
const sums = indexSums(parseGoSum(await readFile(sumFile, 'utf8'), sumFile).lines);
const place = {
  moduleCacheDirectory,
  downloadDirectory: join(moduleCacheDirectory, 'cache/download'),
};
const { signal } = new AbortController();
const workerScript = fileURLToPath(
  new URL('../../src/cache/hash-worker/index.js', import.meta.url),
);
const candidates = await findCandidates(place, checksOfAll(sums), signal);
const { damaged, checkedBytes } = await inspect(place, candidates, { workerScript, signal });
if (damaged.length > 0) throw new Error(`damaged: ${JSON.stringify(damaged)}`);
// A check that found nothing to look at would be the fastest of all.
if (checkedBytes === 0) throw new Error('nothing was checked');
