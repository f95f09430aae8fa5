import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedFromGo } from '../__tests__/support/seed.ts';

/** The example project of the README: more than 25 real modules. */
export const starter = fileURLToPath(new URL('../../examples/starter', import.meta.url));

/** The starter's modules in the GOPROXY layout, downloaded once and kept for the next test run. */
export async function seedStarter(): Promise<string> {
  const read = (name: string) => readFile(join(starter, name), 'utf8');
  return seedFromGo(await read('go.mod'), await read('go.sum'));
}
