/**
 * A child process with everything it starts, as one thing that can be ended, and that ends when we die.
 *
 * POSIX: the child leads its own group (and session: no terminal, so that neither git nor ssh can sit and ask). A kill
 * -9 of our process or the kernel's out-of-memory killer gives us no turn, so a reaper waits on a pipe from us and
 * kills the group when the pipe ends without a word. It is started by the very process that becomes the command:
 *
 *     sh: fork the reaper, then exec the command in place of the shell
 *
 * so it is a *member* of the group and can say `kill 0`, "my own group". No number is involved: there is no moment at
 * which the group's id could have gone to somebody else. While the reaper lives, the kernel cannot give that id
 * away. Our own kill(-pid) is used only until the leader is reaped; from then on the reaper does it. Command and
 * arguments are passed as "$@": the shell never reads them as text.
 *
 * Windows: no groups and no reaper. `taskkill /T /F` ends the tree; if this process itself is killed, what it
 * started lives on until it is done.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Environment } from '../effects.ts';

/**
 * `read` is a builtin, so the reaper is one process. It ignores the SIGTERM that it gets as a member of the group:
 * were it gone, nobody would be left for the rest of the grace time. Output is redirected, or it would hold our
 * pipes open.
 */
const withReaper =
  '(trap "" TERM INT HUP; read -r _ <&3 || kill -KILL 0) >/dev/null 2>&1 & exec "$@" 3<&-';

export interface ProcessGroup {
  /** The command's process id; on POSIX the id of its group as well. Undefined where it could not be started. */
  readonly id: number | undefined;
  readonly child: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Asks all to end (SIGTERM). Windows has no such request: all are ended. */
  terminate(): void;
  /**
   * Ends all (SIGKILL), the reaper too. May be called at any time and again. Resolves when they have been killed:
   * the reaper is one of them, and the far end of its pipe closes with it.
   */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly platform?: NodeJS.Platform;
}

export function startProcessGroup(options: StartOptions): ProcessGroup {
  const { platform = process.platform } = options;
  return platform === 'win32' ? startOnWindows(options) : startOnPosix(options);
}

function startOnPosix({ command, args, cwd, env }: StartOptions): ProcessGroup {
  const child = spawn('/bin/sh', ['-c', withReaper, 'sh', command, ...args], {
    cwd,
    env: definedOnly(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const { pid } = child;
  const lifeline = child.stdio[3] as Socket;
  const isReaperGone = new Promise<void>((resolve) => lifeline.once('close', resolve));
  // The reaper may be gone first (killed with the group): writing then fails with EPIPE or ECONNRESET.
  lifeline.on('error', () => {});
  lifeline.resume();
  const signalGroup = (signal: NodeJS.Signals) => {
    if (pid === undefined || hasEnded(child)) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // ESRCH: all gone. EPERM: macOS for a group of zombies.
    }
  };
  return {
    id: pid,
    child,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    terminate: () => signalGroup('SIGTERM'),
    kill: () => {
      signalGroup('SIGKILL');
      lifeline.end();
      return isReaperGone;
    },
  };
}

function startOnWindows({ command, args, cwd, env }: StartOptions): ProcessGroup {
  const child = spawn(command, args, {
    cwd,
    env: definedOnly(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const killTree = () => {
    if (child.pid === undefined || hasEnded(child)) return;
    spawn(taskkill(env), ['/PID', String(child.pid), '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
    })
      .on('error', () => child.kill())
      .on('exit', (code) => {
        // It ends nothing where it may not end one of the tree.
        if (code !== 0 && !hasEnded(child)) child.kill();
      });
  };
  return {
    id: child.pid,
    child,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    terminate: killTree,
    kill: async () => killTree(),
  };
}

/** Never by PATH, where a program of the project could be found first. */
export function taskkill(env: Environment): string {
  return path.win32.join(env['SYSTEMROOT'] || 'C:\\Windows', 'System32', 'taskkill.exe');
}

/** True once the system has given the exit code away: from then on the process id may be another's. */
function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function definedOnly(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
