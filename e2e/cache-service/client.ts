/**
 * The client that actions use, as a program: `node client.js restore|save DIRECTORY KEY [RESTORE-KEY ...]`.
 * Its last line is the result as JSON: the key found or null; the id of the saved entry or -1.
 */
import { restoreCache, saveCache } from '@actions/cache';

const [action, directory = '', key = '', ...restoreKeys] = process.argv.slice(2);

async function perform(): Promise<string | number | null> {
  switch (action) {
    case 'restore':
      return (await restoreCache([directory], key, restoreKeys)) ?? null;
    case 'save':
      return saveCache([directory], key);
    default:
      throw new Error(`restore or save, not ${action}`);
  }
}

console.log(JSON.stringify(await perform()));
