/** A repository and a machine to run its workflows on, emulated by act on this host. */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '../free-port.ts';
import { findGoDirectory, removeTree } from '../harness.ts';
import { processesWith } from '../processes.ts';
import { repository as sources } from '../tools.ts';
import { type ActJob, parseLog } from './log.ts';
import { findAct, findNodeDirectory } from './tools.ts';
import { type JobDefinition, publishedName, writeWorkflow } from './workflow.ts';

const run = promisify(execFile);

/** A run that takes longer is stuck: no test expects more than a few seconds. */
const runLimitMs = 90_000;

export interface ActRunOptions {
  /** Default: a push to a branch. */
  readonly event?: string;
  /** What the runner knows of the event. */
  readonly payload?: unknown;
  /** Default: true. */
  readonly hasCacheService?: boolean;
  /** A cache service of protocol v2, instead of the emulator's own of v1. */
  readonly cacheServiceV2?: { readonly url: string; readonly token: string };
}

export interface ActOutcome {
  readonly exitCode: number | null;
  readonly jobs: readonly ActJob[];
  /** Everything act printed. */
  readonly text: string;
}

export interface ActRoom {
  /** The repository whose workflow runs. */
  readonly repository: string;
  /** GOMODCACHE of every job, the same place in every run. */
  readonly moduleCache: string;
  /** Where the cache service keeps its archives. */
  readonly cacheService: string;
  /**
   * Commits what is in the repository together with this workflow, and runs it. Rejects if that takes too long or leaves
   * processes behind; they are ended then.
   */
  run(jobs: Readonly<Record<string, JobDefinition>>, options?: ActRunOptions): Promise<ActOutcome>;
  emptyModuleCache(): Promise<void>;
  close(): Promise<void>;
}

/** The files of this repository that a runner needs of it, as a release has them. */
export async function copyAction(directory: string): Promise<void> {
  for (const name of ['action.yml', 'dist', '.gitignore']) {
    await cp(join(sources, name), join(directory, name), { recursive: true });
  }
}

export async function openActRoom(): Promise<ActRoom> {
  const act = await findAct();
  // On macOS the temporary directory is a link, and the emulator's paths are compared as text.
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'gmr-act-')));
  const inside = (name: string) => join(directory, name);
  const repository = inside('repository');
  const action = inside('action');
  const home = inside('home');
  const temp = inside('temp');
  const moduleCache = inside('modcache');
  const cacheService = inside('cache-service');
  for (const path of [repository, action, home, temp]) await mkdir(path);
  await copyAction(action);
  const env = {
    PATH: [await findNodeDirectory(), await findGoDirectory(), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    TMPDIR: temp,
  };
  const ofJobs = {
    TMPDIR: temp,
    GOPATH: join(home, 'go'),
    GOMODCACHE: moduleCache,
    GOCACHE: join(home, 'gocache'),
    GOTOOLCHAIN: 'local',
    // Every module of these tests is in a go.sum: a request to the database would be a fault, and leave the machine.
    GOSUMDB: 'off',
  };
  const git = (...args: readonly string[]) => run('git', args, { cwd: repository, env });
  await git('init', '--quiet', '--initial-branch=main');
  for (const [name, value] of [
    ['user.name', 'Test'],
    ['user.email', 'test@example.com'],
  ] as const) {
    await git('config', name, value);
  }

  const runWorkflow: ActRoom['run'] = async (jobs, options = {}) => {
    const { event = 'push', payload, hasCacheService = true, cacheServiceV2: v2 } = options;
    const workflows = join(repository, '.github', 'workflows');
    await mkdir(workflows, { recursive: true });
    await writeFile(join(workflows, 'test.yml'), writeWorkflow(jobs));
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message=test');
    const payloadFile = inside('event.json');
    if (payload !== undefined) await writeFile(payloadFile, JSON.stringify(payload));
    const marker = randomUUID();
    const variables = {
      ...ofJobs,
      E2E_MARKER: marker,
      ...(v2 && { ACTIONS_CACHE_SERVICE_V2: 'true' }),
    };
    // The emulator hands both on to the jobs, the URL as ACTIONS_RESULTS_URL.
    const ofRunner = v2 && { ACTIONS_RUNTIME_URL: v2.url, ACTIONS_RUNTIME_TOKEN: v2.token };
    const args = [
      event,
      '--json',
      // No container: the steps run on this machine.
      ...['--platform', 'ubuntu-latest=-self-hosted'],
      ...['--pull=false', '--action-offline-mode'],
      ...['--local-repository', `${publishedName}=${action}`],
      ...['--cache-server-addr', '127.0.0.1', '--cache-server-path', cacheService],
      ...['--artifact-server-addr', '127.0.0.1', '--artifact-server-path', inside('artifacts')],
      // Its default is one number, which two emulators at a time cannot both have.
      ...['--artifact-server-port', String(await findFreePort())],
      ...(hasCacheService ? [] : ['--no-cache-server']),
      ...(payload === undefined ? [] : ['--eventpath', payloadFile]),
      ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ];
    const child = spawn(act, args, {
      cwd: repository,
      env: { ...env, ...ofRunner, E2E_MARKER: marker },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        texts[name] += chunk;
      });
    }
    let isOverdue = false;
    const overdue = setTimeout(() => {
      isOverdue = true;
      void endAll(marker);
    }, runLimitMs);
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    }).finally(() => clearTimeout(overdue));
    const survivors = await endAll(marker);
    const text = `${texts.stdout}${texts.stderr}`;
    if (isOverdue) throw new Error(`the run was ended after ${runLimitMs} ms:\n${text}`);
    if (survivors.length > 0) throw new Error(`outlived the run: ${survivors.join('; ')}\n${text}`);
    return { exitCode, jobs: parseLog(texts.stdout), text };
  };

  return {
    repository,
    moduleCache,
    cacheService,
    run: runWorkflow,
    emptyModuleCache: () => removeTree(moduleCache),
    close: () => removeTree(directory),
  };
}

/** Kills what holds `marker` in its environment: the emulator starts steps in sessions of their own. */
async function endAll(marker: string): Promise<readonly string[]> {
  const alive = await processesWith(marker);
  for (const found of alive) {
    try {
      process.kill(Number.parseInt(found, 10), 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return alive;
}
