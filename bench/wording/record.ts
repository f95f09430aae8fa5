/**
 * Records what `go` says where it refuses by itself, for each of the Go releases named: __tests__/fixtures/go-wording.json.
 * The releases come through GOTOOLCHAIN from Go's default proxy, as do three small modules; everything else is loopback.
 *
 * Needs root on Linux, for a full disk and for another user.
 *
 *   npm run -s record-wording -- 1.21.13 1.26.8        records these releases anew, and leaves the others as they are
 */

import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FailureClass } from '../../src/failure.ts';
import { parseDownloadJson } from '../../src/go/download-json.ts';
import { isTraceLine } from '../../src/go/trace.ts';
import { type Room, removeTree, writeProject } from './room.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

export interface Recording {
  readonly scenario: string;
  readonly go: string;
  readonly args: string;
  readonly exit: number | null;
  readonly stderr: string;
  readonly jsonErrors: readonly string[];
  readonly expected: FailureClass;
}

const fixture = fileURLToPath(
  new URL('../../../__tests__/fixtures/go-wording.json', import.meta.url),
);
const execute = promisify(execFile);
const limitMs = 60_000;
const nobody = 65_534;

async function main(releases: readonly string[]): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'go-wording-'));
  const server = createServer((request, response) => {
    const status = Number(/^\/(\d{3})\b/.exec(request.url ?? '')?.[1] ?? '404');
    // git asks for credentials only where it is told of a scheme.
    const headers = status === 401 ? { 'www-authenticate': 'Basic realm="test"' } : {};
    response.writeHead(status, headers).end('no\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const seed = await makeSeed(work);
    const kept = (await readRecordings()).filter(({ go }) => !releases.includes(go));
    const recorded: Recording[] = [];
    for (const release of releases) {
      const goroot = await findRelease(release);
      for (const scenario of scenarios) {
        const room = await openRoom(work, seed, address);
        try {
          recorded.push(await play(scenario, release, goroot, room));
        } finally {
          await removeTree(room.directory);
        }
      }
      process.stdout.write(`${release}: ${scenarios.length} scenarios\n`);
    }
    await writeFile(fixture, `${JSON.stringify([...kept, ...recorded], undefined, 2)}\n`);
  } finally {
    server.close();
    await removeTree(work);
  }
}

async function readRecordings(): Promise<readonly Recording[]> {
  return JSON.parse(await readFile(fixture, 'utf8').catch(() => '[]'));
}

async function findRelease(release: string): Promise<string> {
  const env = { ...process.env, GOTOOLCHAIN: `go${release}` };
  const { stdout } = await execute('go', ['env', 'GOROOT'], { cwd: '/', env });
  return stdout.trim();
}

/** A complete download of the rooms' project, and two modules that no mirror should have. */
async function makeSeed(work: string): Promise<string> {
  const seed = join(work, 'seed');
  const directory = join(work, 'seeding');
  await mkdir(join(directory, 'project'), { recursive: true });
  await mkdir(seed);
  await writeFile(join(seed, 'go.sum'), '');
  await writeProject({ directory, seed, server: '', closed: '' }, {});
  const cwd = join(directory, 'project');
  const env = { ...process.env, GOMODCACHE: join(seed, 'modcache'), GOTOOLCHAIN: 'local' };
  await execute('go', ['mod', 'download', 'all'], { cwd, env });
  await writeFile(join(seed, 'go.sum'), await readFile(join(cwd, 'go.sum')));
  const invented = [
    ['example.com/wrong', 'v1.5.2', 'module rsc.io/quote\n'],
    ['example.com/newer', 'v1.0.0', 'module example.com/newer\n\ngo 1.99.0\n'],
  ] as const;
  for (const [path, version, goMod] of invented) {
    const files = join(seed, 'modcache', 'cache', 'download', path, '@v');
    await mkdir(files, { recursive: true });
    await writeFile(join(files, `${version}.mod`), goMod);
    await writeFile(join(files, `${version}.info`), JSON.stringify({ Version: version }));
  }
  return seed;
}

async function openRoom(work: string, seed: string, server: string): Promise<Room> {
  const directory = await mkdtemp(join(work, 'room-'));
  // Somebody else has to be able to look into it.
  for (const path of [work, directory]) await chmod(path, 0o755);
  const telemetry = 'home/.config/go/telemetry';
  for (const name of ['project', telemetry, 'nothing']) {
    await mkdir(join(directory, name), { recursive: true });
  }
  // Its process outlives the command, and would write into a directory that is being removed.
  await writeFile(join(directory, telemetry, 'mode'), 'off\n');
  return { directory, seed, server, closed: 'http://127.0.0.1:9' };
}

async function play(
  scenario: Scenario,
  go: string,
  goroot: string,
  room: Room,
): Promise<Recording> {
  const args = scenario.args ?? ['mod', 'download', '-x', '-json'];
  await writeProject(room, scenario.files ?? {});
  await scenario.prepare?.(room);
  const { exit, stdout, stderr } = await run(scenario, args, join(goroot, 'bin', 'go'), room);
  const neutral = (text: string) =>
    text
      .replaceAll(room.seed, '/seed')
      .replaceAll(room.directory, '/room')
      .replaceAll(goroot, '/goroot')
      .replaceAll(room.server, 'http://127.0.0.1:8080');
  const own = stderr.split('\n').filter((line) => !isTraceLine(line));
  return {
    scenario: scenario.name,
    go,
    args: args.join(' '),
    exit,
    stderr: neutral(own.join('\n')),
    jsonErrors: parseDownloadJson(stdout).errors.map(({ text }) => neutral(text)),
    expected: scenario.expected,
  };
}

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(scenario: Scenario, args: readonly string[], go: string, room: Room): Promise<Ended> {
  const cache = join(room.directory, 'modcache');
  const env: Record<string, string | undefined> = {
    PATH: '/usr/bin:/bin',
    HOME: join(room.directory, 'home'),
    GOMODCACHE: cache,
    GOPROXY: `file://${room.seed}/modcache/cache/download`,
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    LC_ALL: 'C',
    // git must not leave this machine, whatever a scenario does.
    GIT_ALLOW_PROTOCOL: 'file:http',
    GIT_CONFIG_NOSYSTEM: '1',
    ...scenario.env?.(room),
  };
  const [command = go, ...rest] = [...wrapperOf(scenario.place, cache), go, ...args];
  const child = spawn(command, rest, {
    cwd: join(room.directory, 'project'),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, stdout, stderr }));
  });
}

/** What runs `go` on a small file system or as somebody else; the latter may read what root may, and write nothing. */
function wrapperOf(place: Scenario['place'], cache: string): readonly string[] {
  const mount = 'mkdir "$1" && mount -t tmpfs -o size=200k tmpfs "$1" && shift && exec "$@"';
  const capability = ['--inh-caps', '--ambient-caps'].map((flag) => `${flag}=+dac_read_search`);
  switch (place) {
    case undefined:
      return [];
    case 'small-disk':
      return ['unshare', '-m', 'sh', '-c', mount, 'sh', cache];
    case 'not-ours':
      return ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', ...capability];
  }
}

await main(process.argv.slice(2));
