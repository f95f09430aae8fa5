/** The programs that the emulated runner needs, and the directories of the machine's own that it may see. */
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The checkout these tests belong to. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Path of the runner emulator, which is built first if this machine has not got it yet: that takes minutes. */
export async function findAct(): Promise<string> {
  const { stdout } = await run(join(repository, '.ci', 'tools'), ['act']);
  return join(stdout.trim(), 'act');
}

/** Directory of the Node 24 that the package `node` brings: itself, not the links to every package's programs. */
export async function findNodeDirectory(): Promise<string> {
  return dirname(await realpath(join(repository, 'node_modules', '.bin', 'node')));
}
