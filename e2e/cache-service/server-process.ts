import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export interface ServerProcess {
  readonly url: string;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

export interface ServerProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it answers, by what it has printed so far; `undefined` as long as that does not tell. */
  readonly findUrl: (output: string) => string | undefined;
}

const startLimitMs = 30_000;
const pollMs = 20;

const doesAnswer = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return true;
    },
    () => false,
  );

/** Starts a server program and waits until it answers over HTTP. Rejects with what it printed if it never does. */
export async function startServer(program: ServerProgram): Promise<ServerProcess> {
  const { command, args, env = {}, findUrl } = program;
  const child = spawn(command, [...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-10_000);
    });
  }
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      hasEnded = true;
      resolve();
    };
    child.once('close', end).once('error', (error) => {
      output += error.message;
      end();
    });
  });
  const kill = () => void child.kill('SIGKILL');
  // A test run that is cut short leaves no server behind.
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (!hasEnded) child.kill('SIGTERM');
    const insisting = setTimeout(kill, 5_000);
    await ended;
    clearTimeout(insisting);
  };

  const givingUpAt = performance.now() + startLimitMs;
  while (!hasEnded && performance.now() < givingUpAt) {
    const url = findUrl(output);
    if (url !== undefined && (await doesAnswer(url))) return { url, stop };
    await pause(pollMs);
  }
  await stop();
  throw new Error(`${command} ${args.join(' ')} did not start:\n${output}`);
}
