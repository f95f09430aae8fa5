import { access, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isolateGo } from '../../__tests__/support/go-environment.ts';
import { removeModules } from '../cache/ways.ts';
import { type CommandEnd, runCommand } from '../lab/command.ts';
import { type Mirrors, startMirrors } from '../lab/mirrors.ts';
import type { Line } from './lines.ts';

export const contenders = ['go', 'action'] as const;

export type Contender = (typeof contenders)[number];

/** One run of one contender. Plain data, kept in docs/benchmarks/results.json. */
export interface ToolchainSample {
  readonly contender: Contender;
  /** It said so, and the `go` that was to come says its version. */
  readonly isSuccess: boolean;
  /** Still running when its time was over. */
  readonly isStopped: boolean;
  readonly wallMs: number;
  /** Of bodies, from all mirrors together, as they counted. */
  readonly bytes: number;
  readonly requests: number;
  readonly failureClass?: string;
  /** Of the action's own process. */
  readonly peakMemoryBytes?: number;
}

export interface Trial {
  readonly line: Line;
  readonly contender: Contender;
  /** Without the word "go". */
  readonly goVersion: string;
  /** What the mirrors have, in the GOPROXY layout. */
  readonly directory: string;
  /** A database that knows it, with its URL. */
  readonly gosumdb: string;
  readonly scratch: string;
}

export interface TrialEnd {
  readonly sample: ToolchainSample;
  /** What the contender wrote last. */
  readonly text: string;
}

/** The action's own deadline, and a minute. */
const actionLimitMs = 16 * 60_000;

/** One run with new mirrors, where nothing is there of what is to come. */
export async function runTrial(trial: Trial): Promise<TrialEnd> {
  const root = await mkdtemp(join(trial.scratch, 'run-'));
  const { line, directory } = trial;
  const mirrors = await startMirrors({ directories: [directory], seed: 1, mirrors: line.mirrors });
  try {
    const project = join(root, 'project');
    await mkdir(project);
    await writeFile(join(project, 'go.mod'), 'module example.com/project\n\ngo 1.21\n');
    const end = await (trial.contender === 'go'
      ? switchTo(trial, root, project, mirrors)
      : install(trial, root, project, mirrors));
    const tallies = await mirrors.tally();
    const sum = (of: (tally: (typeof tallies)[number]) => number) =>
      tallies.reduce((total, tally) => total + of(tally), 0);
    const { isStopped, wallMs, isSuccess, text, ...facts } = end;
    const sample: ToolchainSample = {
      contender: trial.contender,
      isSuccess,
      isStopped,
      wallMs,
      bytes: sum(({ bytes }) => bytes),
      requests: sum(({ requests }) => requests),
      ...facts,
    };
    return { sample, text };
  } finally {
    await mirrors.stop();
    await removeModules(root);
  }
}

/** What go.mod's own switch does: `go` downloads, verifies and unpacks it, and starts it. */
async function switchTo(
  { goVersion, gosumdb, line }: Trial,
  root: string,
  project: string,
  { urls }: Mirrors,
): Promise<CommandEnd> {
  const env = isolateGo(root, urls.join('|'), {
    GOSUMDB: gosumdb,
    GOTOOLCHAIN: `go${goVersion}`,
  });
  const place = { cwd: project, env, limitMs: line.goLimitMs };
  const end = await runCommand(['go', 'version'], place);
  return { ...end, isSuccess: end.isSuccess && end.text.includes(`go${goVersion} `) };
}

/** The action as a runner without Go starts it, but with no cache. */
async function install(
  { goVersion, gosumdb }: Trial,
  root: string,
  project: string,
  { urls }: Mirrors,
): Promise<CommandEnd & Pick<ToolchainSample, 'failureClass' | 'peakMemoryBytes'>> {
  const report = join(root, 'report.json');
  const tools = join(root, 'tools');
  await mkdir(tools);
  const { GOTOOLCHAIN: _, ...env } = isolateGo(root, urls.join('|'), {
    PATH: '/usr/bin:/bin',
    GOSUMDB: gosumdb,
    RUNNER_TOOL_CACHE: tools,
    RUNNER_TEMP: root,
    TMPDIR: root,
    'INPUT_GO-VERSION': goVersion,
    INPUT_CACHE: 'off',
    GO_MOD_RESILIENT_REPORT: report,
  });
  const end = await runCommand([process.execPath, resolve('dist/index.js')], {
    cwd: project,
    env,
    limitMs: actionLimitMs,
  });
  const { run, failure } = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
  const go = join(tools, 'go', goVersion, process.arch, 'bin', 'go');
  return {
    ...end,
    isSuccess: end.isSuccess && (await saysVersion(go, goVersion, project, env)),
    ...(run && { peakMemoryBytes: run.peakMemoryBytes }),
    ...(failure && { failureClass: failure.class }),
  };
}

async function saysVersion(
  command: string,
  goVersion: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  const isThere = await access(command).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  const local = { ...env, GOTOOLCHAIN: 'local' };
  const { text } = await runCommand([command, 'version'], { cwd, env: local, limitMs: 30_000 });
  return text.includes(`go${goVersion} `);
}
