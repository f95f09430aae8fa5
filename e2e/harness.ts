import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportProblems } from '../__tests__/support/report-schema.ts';
import type { Report } from '../src/action/report.ts';
import type { Environment } from '../src/effects.ts';
import {
  type PrintedAnnotation,
  parseAnnotations,
  parseCommandFile,
  parsePathFile,
} from './commands.ts';
import { findOrdinaryUser, giveAway } from './ordinary-user.ts';

const bundle = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const postBundle = fileURLToPath(new URL('../../dist/post/index.js', import.meta.url));

export interface RunOptions {
  /** Arguments of the bundle; a step has none. */
  readonly args?: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
  /** Laid over the room's own environment; `undefined` takes a variable away. */
  readonly env?: Environment;
  /** A command that starts the process: its name and arguments, before those of node. */
  readonly through?: readonly string[];
  /** `job` (default): as the runner starts a step. `terminal`: nothing of GitHub in the environment. */
  readonly place?: 'job' | 'terminal';
}

export interface RoomOptions {
  /**
   * Who the jobs are. `tester` (default): whoever runs the tests, which may be root. `ordinary`: never root; before each
   * start the room with all in it is given away, so that nothing the test wrote as root is in the job's way.
   */
  readonly user?: 'tester' | 'ordinary';
  /** The directory to make it in; on another disk, say. */
  readonly parent?: string;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly annotations: readonly PrintedAnnotation[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  /** Directories put on PATH for later steps, the last one first, as the runner has them. */
  readonly paths: readonly string[];
  /** What it left for its post step. */
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly report: Report | undefined;
  /** From the start of the process to the end of its output. */
  readonly wallMs: number;
}

export interface Running {
  readonly pid: number;
  /** In the environment of the process and of all that it starts. */
  readonly marker: string;
  readonly ended: Promise<Outcome>;
  /** Signals the process itself, not what it started. */
  kill(signal: NodeJS.Signals): void;
}

export interface Ended {
  readonly exitCode: number;
  /** stdout, and stderr after it. */
  readonly output: string;
}

/** A place for one test: a project, a HOME and the directories of a runner, all empty and all its own. */
export interface Room {
  readonly directory: string;
  /** The checkout: GITHUB_WORKSPACE and working directory. */
  readonly project: string;
  readonly moduleCache: string;
  /** The local cache's directory, as the runner's tool cache places it. */
  readonly toolCache: string;
  /** Variables of every process started here. Nothing of the machine's own environment but PATH is among them. */
  readonly env: Readonly<Record<string, string>>;
  start(options?: RunOptions): Promise<Running>;
  run(options?: RunOptions): Promise<Outcome>;
  /** The post step of a run, as the runner starts it when the job ends, and what it printed. */
  post(of: Pick<Outcome, 'state'>): Promise<string>;
  /** Plain `go` in the project. */
  go(args: readonly string[], env?: Environment): Promise<Ended>;
  /** Another program in the project: its name and arguments. */
  execute(line: readonly string[], env?: Environment): Promise<Ended>;
  emptyModuleCache(): Promise<void>;
  close(): Promise<void>;
}

/** The directory of the `go` that this test run itself would use. */
export async function findGoDirectory(): Promise<string> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const isThere = await access(join(directory, 'go'), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return directory;
  }
  throw new Error('these tests need go on PATH');
}

/** Module caches are read-only on purpose; only directories stand in the way of deleting. */
export async function removeTree(directory: string): Promise<void> {
  const makeWritable = async (path: string): Promise<void> => {
    await chmod(path, 0o755);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.isDirectory()) await makeWritable(join(path, entry.name));
    }
  };
  await makeWritable(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** The command that starts the jobs of `user`, before their own. */
async function startsOf(user: RoomOptions['user']): Promise<readonly string[]> {
  if (user !== 'ordinary') return [];
  const { through, why } = await findOrdinaryUser();
  if (through === undefined) throw new Error(`no ordinary user: ${why}`);
  return through;
}

export async function openRoom({
  user = 'tester',
  parent = tmpdir(),
}: RoomOptions = {}): Promise<Room> {
  const asUser = await startsOf(user);
  const directory = await mkdtemp(join(parent, 'gmr-e2e-'));
  const inside = (name: string) => join(directory, name);
  const [project, home, moduleCache, toolCache] = [
    inside('work'),
    inside('home'),
    inside('modcache'),
    inside('tools'),
  ];
  const runnerTemp = inside('temp');
  for (const path of [project, home, toolCache, runnerTemp]) await mkdir(path);
  const env = {
    PATH: [await findGoDirectory(), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    TMPDIR: runnerTemp,
    GOPATH: join(home, 'go'),
    GOMODCACHE: moduleCache,
    GOCACHE: join(home, 'gocache'),
    GOTOOLCHAIN: 'local',
    // Every module of these tests is in a go.sum: a request to the database would be a fault, and leave the machine.
    GOSUMDB: 'off',
  };

  const start = async (options: RunOptions = {}): Promise<Running> => {
    const { inputs = {}, place = 'job', args = [], through = asUser } = options;
    const marker = randomUUID();
    const file = (name: string) => join(runnerTemp, `${marker}-${name}`);
    const [outputFile, envFile, summaryFile] = [file('output'), file('env'), file('summary')];
    const [stateFile, pathFile] = [file('state'), file('path')];
    const reportFile = file('report.json');
    for (const path of [outputFile, envFile, summaryFile, stateFile, pathFile]) {
      await writeFile(path, '');
      // For a job that runs as another user.
      await chmod(path, 0o666);
    }
    const ofJob = {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: project,
      GITHUB_OUTPUT: outputFile,
      GITHUB_ENV: envFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_STATE: stateFile,
      GITHUB_PATH: pathFile,
      RUNNER_TEMP: runnerTemp,
      RUNNER_TOOL_CACHE: toolCache,
      RUNNER_OS: 'Linux',
    };
    const variables: Environment = {
      ...env,
      ...(place === 'job' && ofJob),
      GO_MOD_RESILIENT_REPORT: reportFile,
      E2E_MARKER: marker,
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...options.env,
    };
    if (user === 'ordinary') await giveAway(directory);
    const startedAt = performance.now();
    const [command = '', ...rest] = [...through, process.execPath, bundle, ...args];
    const child = spawn(command, rest, {
      cwd: project,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const read = (path: string) => readFile(path, 'utf8').catch(() => '');
    const ended = (async (): Promise<Outcome> => {
      const texts = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        texts.stdout += chunk;
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        texts.stderr += chunk;
      });
      const exitCode = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject).once('close', resolve);
      });
      const wallMs = performance.now() - startedAt;
      const text = await read(reportFile);
      const report = text === '' ? undefined : (JSON.parse(text) as Report);
      const problems = report === undefined ? [] : reportProblems(report);
      if (problems.length > 0) throw new Error(`not as its schema says: ${problems.join('; ')}`);
      return {
        exitCode,
        ...texts,
        annotations: parseAnnotations(texts.stdout),
        outputs: parseCommandFile(await read(outputFile)),
        exported: parseCommandFile(await read(envFile)),
        paths: parsePathFile(await read(pathFile)),
        state: parseCommandFile(await read(stateFile)),
        summary: await read(summaryFile),
        report,
        wallMs,
      };
    })();
    return { pid: child.pid ?? 0, marker, ended, kill: (signal) => void child.kill(signal) };
  };

  const execute: Room['execute'] = async (line, more = {}) => {
    if (user === 'ordinary') await giveAway(directory);
    const [command = '', ...args] = [...asUser, ...line];
    return new Promise((resolve) => {
      const variables = { ...env, ...more };
      execFile(command, args, { cwd: project, env: variables }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ exitCode, output: `${stdout}${stderr}` });
      });
    });
  };

  return {
    directory,
    project,
    moduleCache,
    toolCache,
    env,
    start,
    run: async (options) => (await start(options)).ended,
    post: ({ state }) =>
      new Promise((resolve, reject) => {
        const entries = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
        const variables = { ...env, ...Object.fromEntries(entries) };
        execFile(process.execPath, [postBundle], { env: variables }, (error, stdout, stderr) =>
          error === null ? resolve(`${stdout}${stderr}`) : reject(error),
        );
      }),
    execute,
    go: (args, more) => execute(['go', ...args], more),
    emptyModuleCache: () => removeTree(moduleCache),
    close: () => removeTree(directory),
  };
}
