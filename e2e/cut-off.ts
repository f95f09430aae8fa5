/** Commands in a network namespace of their own: nothing there but, if wanted, the loopback interface. */
import { execFileSync, spawn } from 'node:child_process';
import type { Environment } from '../src/effects.ts';

export interface CutOff {
  readonly exitCode: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

const namespaces = [
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  '--net',
  '--pid',
  '--fork',
  '--kill-child',
];

/** Why no namespace can be made here; undefined where one can. */
export function whyNoNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux';
  try {
    execFileSync('unshare', [...namespaces, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this user may make no network namespace: ${error instanceof Error ? error.message.trim() : error}`;
  }
}

/** Runs a shell script; `hasLoopback`: 127.0.0.1 answers. */
export async function runCutOff(
  script: string,
  options: {
    readonly cwd: string;
    readonly env: Environment;
    readonly hasLoopback: boolean;
    /** Starts the script as another user than the one who may make the namespace. */
    readonly through?: readonly string[];
  },
): Promise<CutOff> {
  const { cwd, env, hasLoopback, through = [] } = options;
  const setUp = hasLoopback ? 'ip link set lo up\n' : '';
  const inside = [...through, 'sh', '-e', '-c', script];
  const child = spawn(
    'unshare',
    [...namespaces, 'sh', '-e', '-c', `${setUp}exec "$@"`, 'sh', ...inside],
    {
      cwd,
      env: { ...env, PATH: `${env['PATH']}:/usr/sbin:/sbin` },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { exitCode, output };
}
