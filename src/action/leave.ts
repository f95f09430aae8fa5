import { existsSync } from 'node:fs';

const shell = '/bin/sh';

/**
 * Ends the process with this code. process.exit waits for all threads: for a name that the resolver is silent about, 10 s and
 * more, and for a read on a network file system that is gone, for ever. Nothing can call those back; where one is under
 * way, something that has no threads takes the place of this process.
 * @param isHeldUp A thread is known to hang, in whatever.
 */
export function leave(code: number, isHeldUp: boolean): never {
  const looksForNames = process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
  const isPosix = process.platform !== 'win32';
  if ((isHeldUp || looksForNames) && isPosix && process.execve && existsSync(shell)) {
    // That it is experimental is nothing for the log of a job.
    process.removeAllListeners('warning');
    process.execve(shell, ['sh', '-c', `exit ${code}`], {});
  }
  // Windows has no execve: better a step that ends with the wrong code than one that never does.
  if (isHeldUp) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
