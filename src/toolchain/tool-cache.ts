/**
 * Go in the runner's tool cache, as @actions/tool-cache lays it out and actions/setup-go looks for it:
 * `<root>/go/<semantic version>/<architecture>`, whole if `<architecture>.complete` lies beside it.
 */

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { goCommand } from './release-files.ts';
import { goVersionOf, toolCacheVersion } from './version-form.ts';

export interface ToolCacheEntry {
  /** Of the tool cache. */
  readonly root: string;
  /** In Go's own spelling: `1.26rc1`. */
  readonly version: string;
  /** In the words of Node: `x64`. */
  readonly arch: string;
}

export interface ToolCachePlace {
  /** Holds all versions of Go. */
  readonly tool: string;
  /** The GOROOT. */
  readonly directory: string;
  readonly marker: string;
}

/** Where a Go lies. Throws RangeError for what is no version of Go. */
export function placeOf({ root, version, arch }: ToolCacheEntry): ToolCachePlace {
  const name = toolCacheVersion(version);
  if (name === undefined) throw new RangeError(`no version of Go: ${JSON.stringify(version)}`);
  const tool = path.join(root, 'go');
  const directory = path.join(tool, name, arch);
  return { tool, directory, marker: `${directory}.complete` };
}

/** The GOROOT of an installed Go; undefined where it is not, or was not finished. Who else installed it does not matter. */
export async function findInstalled(
  entry: ToolCacheEntry,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (toolCacheVersion(entry.version) === undefined) return undefined;
  const place = placeOf(entry);
  return (await isComplete(place, platform)) ? place.directory : undefined;
}

/** The versions of Go that are installed, in Go's own spelling. None where there is no such tool cache. */
export async function listInstalled(
  { root, arch }: Omit<ToolCacheEntry, 'version'>,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly string[]> {
  const names = await readdir(path.join(root, 'go')).catch(() => []);
  const versions: string[] = [];
  for (const name of names.toSorted()) {
    const version = goVersionOf(name);
    // Another spelling of a version, `v1.25.0` say, would not be found under it.
    if (version === undefined || toolCacheVersion(version) !== name) continue;
    if (await isComplete(placeOf({ root, version, arch }), platform)) versions.push(version);
  }
  return versions;
}

/**
 * Links are followed: on Windows setup-go links from the system's drive to another. An empty command is what a loss of power
 * leaves of a file that was not on the disk yet; the marker is always empty.
 */
export async function isComplete(
  { directory, marker }: ToolCachePlace,
  platform: NodeJS.Platform,
): Promise<boolean> {
  const command = await fileSize(path.join(directory, goCommand(platform)));
  return command !== undefined && command > 0 && (await fileSize(marker)) !== undefined;
}

/** Undefined for what is no regular file. */
function fileSize(file: string): Promise<number | undefined> {
  return stat(file).then(
    (status) => (status.isFile() ? status.size : undefined),
    () => undefined,
  );
}
