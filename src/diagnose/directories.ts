import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { untilAborted } from '../network/abort.ts';
import type { DirectoryCheck, Fault } from './diagnosis.ts';
import type { StepTools } from './step.ts';

/** A network file system that is gone answers nothing at all. */
const limitMs = 3_000;

/** Less than this and the next larger zip fills it. */
const fewBytes = 200 * 1024 * 1024;
/** A module unpacks into as many files as some have. */
const fewInodes = 5_000;

/** Space, inodes and permission of a directory that `go` writes to; nothing is written. Never throws. */
export async function checkDirectory(
  { clock, signal }: StepTools,
  role: DirectoryCheck['role'],
  path: string,
): Promise<DirectoryCheck> {
  const limit = new AbortController();
  const cancel = clock.after(limitMs, () => limit.abort());
  try {
    return await untilAborted(check(role, path), AbortSignal.any([signal, limit.signal]));
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? `no answer in ${limitMs / 1_000} s`;
    const detail = `the ${role} ${path} cannot be looked into (${reason})`;
    return { role, path, fault: { class: 'permission', detail } };
  } finally {
    cancel();
  }
}

async function check(role: DirectoryCheck['role'], path: string): Promise<DirectoryCheck> {
  const existing = await nearestExisting(path);
  const { bavail, bsize, ffree, files } = await statfs(existing);
  const freeBytes = bavail * bsize;
  // Some file systems make inodes as they need them, and count none.
  const freeInodes = files > 0 ? ffree : undefined;
  const isWritable = await access(existing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const fault = faultOf(role, path, existing, { freeBytes, freeInodes, isWritable });
  return {
    role,
    path,
    freeBytes,
    ...(freeInodes !== undefined && { freeInodes }),
    ...(fault && { fault }),
  };
}

/** The directory itself, or the one it would be made in. */
async function nearestExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    });
    if (found !== undefined || dirname(at) === at) return at;
  }
}

function faultOf(
  role: DirectoryCheck['role'],
  path: string,
  existing: string,
  {
    freeBytes,
    freeInodes,
    isWritable,
  }: { freeBytes: number; freeInodes: number | undefined; isWritable: boolean },
): Fault | undefined {
  if (!isWritable) {
    const where = existing === path ? path : `${path}, which would be made in ${existing},`;
    return { class: 'permission', detail: `the ${role} ${where} cannot be written by this user` };
  }
  if (freeBytes < fewBytes) {
    const mib = Math.floor(freeBytes / 1024 / 1024);
    return { class: 'disk-full', detail: `the ${role} ${path} has only ${mib} MiB left` };
  }
  if (freeInodes !== undefined && freeInodes < fewInodes) {
    return { class: 'disk-full', detail: `the ${role} ${path} has only ${freeInodes} inodes left` };
  }
  return undefined;
}
