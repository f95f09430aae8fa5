/** What an error of the file system means for a run. */

import { FailureError, type PermissionObstacle } from '../failure.ts';
import { directoryIn } from '../owned-directory.ts';

/**
 * The failure for an error thrown by node:fs while `what` was read or written: `disk-full`, `permission`, `cache-locked`,
 * or `cache-corrupt` for a tree that is not as it should be. Anything else (an abort, a bug) is returned as it is.
 */
export function storageError(error: unknown, what: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const path = directoryIn(error);
  const where = path === undefined ? {} : { path };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new FailureError({
        class: 'disk-full',
        ...where,
        detail: `no space left for ${what} (${code})`,
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EMFILE':
    case 'ENFILE':
    // Windows, for what has no number elsewhere: a scanner that bars a file, a drive that is locked.
    case 'UNKNOWN':
      return new FailureError({
        class: 'permission',
        ...where,
        ...obstacleOf(code),
        detail: `no permission for ${what} (${code})`,
        cause: error,
      });
    case 'EBUSY':
    case 'ETXTBSY':
    case 'ENOLCK':
      return new FailureError({
        class: 'cache-locked',
        detail: `another process is in the way of ${what} (${code})`,
        cause: error,
      });
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
    case 'ELOOP':
    case 'EIO':
    case 'ESTALE':
    case 'ENXIO':
    case 'ENODEV':
    case 'ENAMETOOLONG':
      return new FailureError({
        class: 'cache-corrupt',
        detail: `unusable files in the way of ${what} (${code})`,
        cause: error,
      });
    default:
      return error;
  }
}

/**
 * Whether an error thrown by node:fs is about one file or directory, so that others next to it may be fine. A full disk, a
 * file system that is read-only and a link that leads out of a cache are not.
 */
export function isTroubleOfOneFile(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EACCES', 'EPERM', 'EIO', 'ESTALE', 'EBUSY', 'ETXTBSY', 'UNKNOWN'].includes(code);
}

/** What stands in the way where another owner of the file would not help. */
export function obstacleOf(code: string | undefined): { readonly obstacle?: PermissionObstacle } {
  if (code === 'EROFS') return { obstacle: 'read-only' };
  return code === 'EMFILE' || code === 'ENFILE' ? { obstacle: 'too-many-open-files' } : {};
}
