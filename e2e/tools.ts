import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../../.ci/tools', import.meta.url));

/** The directory of a tool that npm does not bring. Built first if this machine has none yet, which takes a minute. */
export async function toolDirectory(tool: 'toxiproxy' | 'azurite'): Promise<string> {
  const { stdout } = await run(script, [tool]);
  return stdout.trim();
}
