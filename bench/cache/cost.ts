import { spawn } from 'node:child_process';

export interface Cost {
  readonly wallMs: number;
  /** User and system time, children included. */
  readonly cpuMs: number;
}

/** Runs a shell command; the shell's own clock tells what it cost, because Node does not know that of children. */
export function costOf(
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const script = `TIMEFORMAT='cost %R %U %S'; time { ${command}; }`;
    const child = spawn('bash', ['-c', script], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const [, wall, user, system] = /cost ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
      if (code === 0) {
        resolve({
          wallMs: Number(wall) * 1_000,
          cpuMs: (Number(user) + Number(system)) * 1_000,
        });
      } else reject(new Error(`${command} ended with ${code}: ${stderr.slice(-2_000)}`));
    });
  });
}

/** What work in this process costs. */
export async function ownCost(work: () => Promise<unknown>): Promise<Cost> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000 };
}

export function sumOf(...costs: readonly Cost[]): Cost {
  return costs.reduce((a, b) => ({ wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs }));
}
