import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The checkout these tests belong to. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The directory of a tool that npm does not bring. Built first if this machine has none yet: that takes minutes. */
export async function toolDirectory(
  tool: 'act' | 'toxiproxy' | 'azurite' | 'mitmproxy',
): Promise<string> {
  const { stdout } = await run(join(repository, '.ci', 'tools'), [tool]);
  return stdout.trim();
}
