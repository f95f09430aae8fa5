import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface MirrorProcess {
  readonly url: string;
  readonly pid: number;
  /** Sends a signal (default: SIGKILL) and resolves when the process is gone. Doing it again is harmless. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const isGone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/**
 * Starts a mirror in a process of its own (serve.ts has the arguments), so that it can be killed as a
 * machine is. It ends with the process that started it. Rejects with its error output if it does not start.
 */
export async function startMirrorProcess(args: readonly string[]): Promise<MirrorProcess> {
  const script = fileURLToPath(new URL('./serve.js', import.meta.url));
  const child = spawn(process.execPath, [script, '--until-stdin-ends', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const closed = once(child, 'close');
  const url = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    closed.then(() => undefined),
  ]);
  if (url === undefined) throw new Error(`the mirror did not start: ${errors}`);
  // A test that fails before its kill() would otherwise keep its runner waiting for ever.
  child.unref();
  for (const pipe of child.stdio) if (pipe instanceof Socket) pipe.unref();
  return {
    url,
    pid: child.pid ?? 0,
    async kill(signal = 'SIGKILL') {
      child.ref();
      if (!isGone(child)) child.kill(signal);
      await closed;
    },
  };
}
