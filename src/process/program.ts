import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../effects.ts';

/**
 * The first executable file of this name on PATH, as an absolute path; on Windows with `.exe`, since Node starts no
 * `.cmd` and no `.bat` without a shell. Relative and empty entries of PATH are passed over: they would pick up a file of
 * the checked-out project (os/exec refuses it as well).
 *
 * @param env with its names in upper case, see `readEnvironment`.
 */
export async function findProgram(
  name: string,
  env: Environment,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  for (const candidate of candidates(name, env['PATH'] ?? '', platform)) {
    if (await isExecutableFile(candidate)) return candidate;
  }
  return undefined;
}

/** Where a program may be, by the rules of a platform. Pure. */
export function candidates(
  name: string,
  searchPath: string,
  platform: NodeJS.Platform,
): readonly string[] {
  const isWindows = platform === 'win32';
  const rules = isWindows ? path.win32 : path.posix;
  return searchPath.split(rules.delimiter).flatMap((entry) => {
    const directory = isWindows ? entry.replace(/^"(.*)"$/, '$1') : entry;
    const isFull = isWindows
      ? /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(directory)
      : rules.isAbsolute(directory);
    return isFull ? [rules.join(directory, isWindows ? `${name}.exe` : name)] : [];
  });
}

async function isExecutableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
