import { spawn } from 'node:child_process';
import type { Environment } from '../../src/effects.ts';

export interface CommandEnd {
  readonly isSuccess: boolean;
  /** It was still running when its time was over. */
  readonly isStopped: boolean;
  readonly wallMs: number;
  /** The end of what it wrote, to stdout and stderr. */
  readonly text: string;
}

const keptCharacters = 4_000;

/** Runs a command to its end, or for `limitMs`; then it and all that it started are killed. */
export function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  place: { readonly cwd: string; readonly env: Environment; readonly limitMs: number },
): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let isStopped = false;
    let text = '';
    // A group of its own: a shell that is killed leaves the `go` it started behind.
    const child = spawn(command, args, {
      cwd: place.cwd,
      env: place.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const killGroup = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended between the two.
      }
    };
    const timer = setTimeout(() => {
      isStopped = true;
      killGroup();
    }, place.limitMs);
    // Whoever stops the benchmark does not mean to leave a hanging `go` behind.
    process.once('exit', killGroup);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text = (text + piece).slice(-keptCharacters);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', killGroup);
      resolve({
        isSuccess: code === 0,
        isStopped,
        wallMs: performance.now() - startedAt,
        text,
      });
    });
  });
}
