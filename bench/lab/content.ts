import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Representation } from '../../__tests__/support/mirror-content.ts';
import { makeModule } from '../../__tests__/support/modules.ts';

const served = /^(?:[^/]+\/)+@v\/([^/]+)\.(info|mod|zip)$/;

export interface LabContent {
  /** The file behind a GOPROXY path (no leading slash); undefined where there is none. */
  read(path: string): Promise<Representation | undefined>;
}

/** The module a path belongs to, `path@version`; undefined for what is no file of a module. */
export function moduleOf(path: string): string | undefined {
  const version = served.exec(path)?.[1];
  return version === undefined ? undefined : `${path.slice(0, path.indexOf('/@v/'))}@${version}`;
}

/**
 * The files of some directories in the GOPROXY layout, each read from disk once: a mirror that reads and hashes 130 MB for
 * every part asked for would be what the benchmark measures.
 */
export function contentOf(directories: readonly string[]): LabContent {
  const known = new Map<string, Promise<Representation | undefined>>();
  return {
    read(path) {
      let file = known.get(path);
      if (file === undefined) {
        file = load(directories, path);
        known.set(path, file);
      }
      return file;
    },
  };
}

async function load(
  directories: readonly string[],
  path: string,
): Promise<Representation | undefined> {
  if (moduleOf(path) === undefined || path.split('/').includes('..')) return undefined;
  for (const directory of directories) {
    const body = await readFile(join(directory, path)).catch(() => undefined);
    if (body) return represent(path, body);
  }
  return undefined;
}

function represent(path: string, body: Buffer): Representation {
  return {
    body,
    contentType: path.endsWith('.zip') ? 'application/zip' : 'text/plain; charset=UTF-8',
    // The path names the version and a version never changes: no need to hash.
    etag: `"${Buffer.from(path).toString('base64url')}-${body.length}"`,
    lastModified: 'Tue, 02 Jan 2024 03:04:05 GMT',
  };
}

/** A well-formed go.mod or zip of the same module with other content. An .info has no hash and stays as it is. */
export function wrongBytes(path: string, right: Representation): Representation {
  const module = moduleOf(path);
  if (module === undefined || path.endsWith('.info')) return right;
  if (path.endsWith('.mod')) return represent(path, Buffer.concat([right.body, Buffer.from('\n')]));
  const at = module.lastIndexOf('@');
  return represent(
    path,
    makeModule(withoutEscapes(module.slice(0, at)), withoutEscapes(module.slice(at + 1))).zip,
  );
}

/** Undoes the protocol's case escape: `!a` stands for `A`. */
function withoutEscapes(text: string): string {
  return text.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
