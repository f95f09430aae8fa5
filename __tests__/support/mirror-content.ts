import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestModule } from './modules.ts';

/** One file as a mirror holds it. */
export interface Representation {
  readonly body: Buffer;
  readonly contentType: string;
  /** Quoted strong validator over the bytes. */
  readonly etag: string;
  readonly lastModified: string;
}

/** Answers with the file behind a GOPROXY path (no leading slash, no query), if there is one. */
export type Content = (path: string) => Promise<Representation | undefined>;

const lastModified = 'Tue, 02 Jan 2024 03:04:05 GMT';

function contentTypeOf(path: string): string {
  if (path.endsWith('.zip')) return 'application/zip';
  return path.endsWith('.info') || path.endsWith('/@latest')
    ? 'application/json'
    : 'text/plain; charset=UTF-8';
}

function represent(path: string, body: Buffer): Representation {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
  return { body, contentType: contentTypeOf(path), etag: `"${digest}"`, lastModified };
}

/** The protocol's case escape: an upper-case letter is `!` and its lower case. */
function escapeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

/** Serves modules made by `makeModule`; the last one given of a path is its `@latest`. */
export function contentOfModules(modules: readonly TestModule[]): Content {
  const files = new Map<string, Buffer>();
  const versions = new Map<string, string[]>();
  for (const module of modules) {
    const path = escapeCase(module.path);
    const stem = `${path}/@v/${escapeCase(module.version)}`;
    files.set(`${stem}.info`, module.info);
    files.set(`${stem}.mod`, module.mod);
    files.set(`${stem}.zip`, module.zip);
    files.set(`${path}/@latest`, module.info);
    versions.set(path, [...(versions.get(path) ?? []), module.version]);
  }
  for (const [path, list] of versions) {
    files.set(`${path}/@v/list`, Buffer.from(list.map((version) => `${version}\n`).join('')));
  }
  return async (path) => {
    const body = files.get(path);
    return body === undefined ? undefined : represent(path, body);
  };
}

/** Files a proxy serves. A module cache keeps others beside them: locks, `.ziphash`, temporary ones. */
const served = /\/(@v\/(list|[^/]+\.(info|mod|zip))|@latest)$/;

/** Looks at the code alone: under jest an error of node:fs is no instance of the Error seen here. */
function isAbsence(error: unknown): boolean {
  const { code } = Object(error) as { readonly code?: unknown };
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}

/** Serves a directory in the GOPROXY layout, a module cache's `cache/download` for one. */
export function contentOfDirectory(directory: string): Content {
  return async (path) => {
    const isOutside = path.split('/').some((element) => element === '..' || element === '');
    if (isOutside || !served.test(path)) return undefined;
    try {
      return represent(path, await readFile(join(directory, path)));
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  };
}
