import type { Environment } from '../effects.ts';

/**
 * The variables of this process as everything below reads and passes them on. On Windows all names are in upper case:
 * only `process.env` itself knows no case there, a copy has `Path` and no `PATH`, and what is laid over it under the name that Go
 * documents would stand beside what the user spelled otherwise. Windows itself and Go take any spelling.
 */
export function readEnvironment(variables: Environment, platform: NodeJS.Platform): Environment {
  if (platform !== 'win32') return variables;
  const env: Record<string, string | undefined> = {};
  // A shell such as MSYS may hand on two spellings of one name; Windows finds the first.
  for (const [name, value] of Object.entries(variables)) env[name.toUpperCase()] ??= value;
  return env;
}
