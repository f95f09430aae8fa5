/** The programs that the emulated runner needs, and the directories of the machine's own that it may see. */
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repository, toolDirectory } from '../tools.ts';

/** Path of the runner emulator. */
export async function findAct(): Promise<string> {
  return join(await toolDirectory('act'), 'act');
}

/** Directory of the Node 24 that the package `node` brings: itself, not the links to every package's programs. */
export async function findNodeDirectory(): Promise<string> {
  return dirname(await realpath(join(repository, 'node_modules', '.bin', 'node')));
}
