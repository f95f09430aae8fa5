import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Failure, FailureError } from '../failure.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';

/** Whatever is wrong with the directory of a mirror leaves that mirror alone: our own disk fails in the spool. */
export async function* readLocal(mirror: MirrorEntry, path: string): AsyncGenerator<Buffer> {
  const file = join(fileURLToPath(mirror.url), ...path.split('/'));
  try {
    // Before it is opened: to open a pipe would wait for its other end.
    if (!(await stat(file)).isFile())
      throw Object.assign(new Error('not a file'), { code: 'ENOENT' });
    const handle = await open(file);
    try {
      for await (const chunk of handle.createReadStream({ autoClose: false })) yield chunk;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new FailureError(localFailure(error));
  }
}

function localFailure(error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { class: 'http-not-found', detail: 'no such file in the directory', cause: error };
  }
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return { class: 'permission', isMirrorFile: true, detail, cause: error };
  }
  return { class: 'http-other', detail, cause: error };
}
