import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scriptsDirectory } from './modules.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a release script in `directory`. Not spawnSync: the server that answers it may live in this process. */
export function runScript(
  directory: string,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const file = fileURLToPath(new URL(script, scriptsDirectory));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, ...args],
      { cwd: directory, env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}
