/**
 * `npm run bench [lab]`: the action beside plain `go mod download`, in pairs, each with an empty module cache, through the
 * job's own GOPROXY. With --latency through a mirror on loopback that answers so many milliseconds late: the same on
 * every day, but it works on the same processors. Prints ratios; asserts nothing.
 *
 *   npm run bench -- [--rounds N] [--project DIRECTORY] [--latency MS]
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type SlowMirror, startSlowMirror } from './slow-mirror.ts';

interface Sample {
  /** Wall time of the whole command. */
  readonly wallMs: number;
  /** For the action: from the spawn of `go` to verified. */
  readonly downloadMs: number;
  readonly peakMemoryMiB: number;
}

/** Options: above. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      project: { type: 'string', default: '__tests__/fixtures/projects/golangci-lint' },
      latency: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds);
  const bundle = resolve('dist/index.js');

  const scratch = await mkdtemp(join(tmpdir(), 'gmr-bench-'));
  const mirror =
    values.latency === undefined ? undefined : await openMirror(Number(values.latency));
  const variables: Record<string, string> = mirror ? { GOPROXY: mirror.url } : {};
  try {
    const plain: Sample[] = [];
    const action: Sample[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Turn about, so that neither always finds the warmer machine.
      const order = round % 2 === 0 ? [measurePlain, measureAction] : [measureAction, measurePlain];
      for (const measure of order)
        (measure === measurePlain ? plain : action).push(await measure());
      console.log(
        `round ${round + 1}: plain ${seconds(plain.at(-1)?.wallMs)}, action ${seconds(action.at(-1)?.wallMs)} ` +
          `(download ${seconds(action.at(-1)?.downloadMs)}, peak ${action.at(-1)?.peakMemoryMiB.toFixed(0)} MiB)`,
      );
    }
    const starts: number[] = [];
    for (let i = 0; i < rounds; i += 1) starts.push(await measureStart());

    const plainMs = median(plain.map(({ wallMs }) => wallMs));
    report('plain go mod download', seconds(plainMs));
    report(
      'spawn of go to verified / plain',
      ratio(median(action.map((s) => s.downloadMs)) / plainMs),
    );
    report(
      'same, median of the paired ratios',
      ratio(median(action.map((s, i) => s.downloadMs / (plain[i]?.wallMs ?? 1)))),
    );
    report(
      'whole action - plain',
      seconds(median(action.map((s, i) => s.wallMs - (plain[i]?.wallMs ?? 0)))),
    );
    report(
      'peak memory of the action',
      `${Math.max(...action.map((s) => s.peakMemoryMiB)).toFixed(0)} MiB`,
    );
    report('start of the bundle', seconds(median(starts)));
  } finally {
    mirror?.close();
    await removeModuleCache(scratch);
  }

  /** A mirror that has what the project needs, filled by one plain download. */
  async function openMirror(delayMs: number): Promise<SlowMirror> {
    const { project, moduleCache } = await freshProject();
    await time('go', ['mod', 'download'], project, { GOMODCACHE: moduleCache });
    return startSlowMirror(join(moduleCache, 'cache', 'download'), delayMs);
  }

  async function freshProject(): Promise<{ project: string; moduleCache: string }> {
    const root = await mkdtemp(join(scratch, 'run-'));
    const project = join(root, 'project');
    await cp(values.project, project, { recursive: true });
    return { project, moduleCache: join(root, 'modules') };
  }

  async function measurePlain(): Promise<Sample> {
    const { project, moduleCache } = await freshProject();
    const wallMs = await time('go', ['mod', 'download'], project, {
      ...variables,
      GOMODCACHE: moduleCache,
    });
    await removeModuleCache(moduleCache);
    return { wallMs, downloadMs: wallMs, peakMemoryMiB: 0 };
  }

  async function measureAction(): Promise<Sample> {
    const { project, moduleCache } = await freshProject();
    const reportPath = join(project, '..', 'report.json');
    const wallMs = await time(process.execPath, [bundle], project, {
      ...variables,
      GOMODCACHE: moduleCache,
      INPUT_CACHE: 'off',
      GO_MOD_RESILIENT_REPORT: reportPath,
    });
    const { run } = JSON.parse(await readFile(reportPath, 'utf8'));
    await removeModuleCache(moduleCache);
    return {
      wallMs,
      downloadMs: run.downloadDurationMs,
      peakMemoryMiB: run.peakMemoryBytes / 2 ** 20,
    };
  }

  /** From nothing to the first real work: an invalid input ends the run at once, after everything was loaded. */
  function measureStart(): Promise<number> {
    return time(process.execPath, [bundle], scratch, { INPUT_RETRIES: 'many' }, 1);
  }
}

function time(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  expectedExit = 0,
): Promise<number> {
  return new Promise((done, fail) => {
    const startedAt = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === expectedExit) done(performance.now() - startedAt);
      else fail(new Error(`${command} ended with ${code}: ${stderr.slice(-2_000)}`));
    });
  });
}

async function removeModuleCache(directory: string): Promise<void> {
  // Unpacked modules are read-only directories: only `go` or a chmod can remove them.
  await time('chmod', ['-R', 'u+w', directory], '.', {}).catch(() => 0);
  await rm(directory, { recursive: true, force: true });
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : `${(ms / 1_000).toFixed(2)} s`;
}

function ratio(value: number): string {
  return `${value.toFixed(2)} x`;
}

function report(name: string, value: string): void {
  console.log(`${name.padEnd(40)} ${value}`);
}
