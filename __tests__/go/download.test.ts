import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { classifyGoOutput } from '../../src/go/classify.ts';
import { offlineVariables } from '../../src/go/command.ts';
import { type DownloadJob, runGoDownload, runGoVerify } from '../../src/go/download.ts';
import type { GoRunOptions } from '../../src/go/invocation.ts';
import type { TraceEvent } from '../../src/go/trace.ts';
import { createWorld, type World } from './support/file-proxy.ts';
import { realClock } from './support/real-clock.ts';

const goMod = `module example.com/app

go 1.21

require example.com/a v1.0.0

require example.com/b v1.1.0 // indirect
`;
/** Below 1.17 nothing tells that example.com/unused is loaded by no package. */
const oldGoMod = `module example.com/old

go 1.16

require (
	example.com/a v1.0.0
	example.com/unused v1.0.0
)
`;
const source = 'package main\n\nimport _ "example.com/a"\n\nfunc main() {}\n';

const onLinux = process.platform === 'linux' ? test : test.skip;

let world: World;
let module: DownloadJob & { kind: 'module' };
let packages: DownloadJob & { kind: 'packages' };
let workspace: DownloadJob & { kind: 'workspace' };

beforeAll(async () => {
  world = await createWorld();
  await world.addModule('example.com/b', 'v1.1.0', {
    'go.mod': 'module example.com/b\n\ngo 1.16\n',
    'b.go': 'package b\n',
  });
  await world.addModule('example.com/a', 'v1.0.0', {
    // No package of example.com/unused is ever loaded: it is in the module graph and nowhere else.
    'go.mod':
      'module example.com/a\n\ngo 1.16\n\nrequire (\n\texample.com/b v1.1.0\n\texample.com/unused v1.0.0\n)\n',
    'a.go': 'package a\n\nimport _ "example.com/b"\n',
  });
  await world.addModule('example.com/unused', 'v1.0.0', {
    'go.mod': 'module example.com/unused\n',
    'unused.go': 'package unused\n',
  });
  const app = await world.write('app', { 'go.mod': goMod, 'main.go': source });
  await world.run(app, ['mod', 'tidy'], { GOWORK: 'off' });
  const old = await world.write('old', { 'go.mod': oldGoMod, 'main.go': source });
  await world.run(old, ['mod', 'download', 'all'], { GOWORK: 'off' });
  const sums = await readFile(path.join(old, 'go.sum'), 'utf8');
  const withoutZip = sums.split('\n').filter((line) => !/unused v1\.0\.0 h1/.test(line));
  await writeFile(path.join(old, 'go.sum'), withoutZip.join('\n'));

  const shadow = path.join(world.directory, 'shadow');
  for (const name of ['app', 'old']) {
    for (const file of ['go.mod', 'go.sum']) {
      await cp(path.join(world.directory, name, file), path.join(shadow, name, file));
    }
  }
  await world.write('shadow/work', { 'go.work': `go 1.21\n\nuse ${JSON.stringify(app)}\n` });
  module = { kind: 'module', directory: app, modfile: path.join(shadow, 'app/go.mod') };
  packages = {
    kind: 'packages',
    directory: old,
    modfile: path.join(shadow, 'old/go.mod'),
    choose: (selected) => selected.filter((each) => each.path !== 'example.com/unused'),
  };
  workspace = {
    kind: 'workspace',
    directory: app,
    gowork: path.join(shadow, 'work/go.work'),
    required: new Set(['example.com/a', 'example.com/b']),
    patterns: [],
  };
  await forget();
}, 60_000);

afterAll(() => world.remove());
afterEach(() => forget());

/** Back to an empty module cache. */
function forget(): Promise<void> {
  return rm(world.moduleCache, { recursive: true, force: true });
}

function options(extra: Partial<GoRunOptions> = {}): GoRunOptions {
  return {
    go: world.go,
    env: world.env,
    goflags: '-modcacherw',
    signal: new AbortController().signal,
    clock: realClock,
    ...extra,
  };
}

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const names = (modules: readonly { path: string; version: string }[]) =>
  modules.map((m) => `${m.path}@${m.version}`).sort();

const both = ['example.com/a@v1.0.0', 'example.com/b@v1.1.0'];

describe('runGoDownload', () => {
  test.each([
    ['go.sum has a line for', new Set<string>()],
    ['a member requires', new Set(['example.com/a', 'example.com/b', 'example.com/unused'])],
  ])('workspace: a module of the graph is needed where %s it', async (_, required) => {
    const { modules } = await runGoDownload({ ...workspace, required }, options());
    const isAsked = required.has('example.com/unused');
    expect(names(modules)).toEqual(isAsked ? [...both, 'example.com/unused@v1.0.0'] : both);
  });

  test.each(['module', 'workspace', 'packages'] as const)(
    '%s: fetches what is needed',
    async (kind) => {
      const job = { module, workspace, packages }[kind];
      const run = await runGoDownload(job, options());
      expect(run).toMatchObject({ exitCode: 0, errors: [] });
      expect(names(run.modules)).toEqual(both);
      for (const { dir } of run.modules) expect(dir).toContain(world.moduleCache);
    },
  );

  test('the project is left as it was', async () => {
    const before = await readFile(path.join(module.directory, 'go.sum'), 'utf8');
    await writeFile(path.join(path.dirname(module.modfile), 'go.sum'), '');
    await runGoDownload(module, options());
    expect(await readFile(path.join(module.directory, 'go.sum'), 'utf8')).toBe(before);
    await cp(path.join(module.directory, 'go.sum'), module.modfile.replace(/mod$/, 'sum'));
  });

  test.each([
    '-mod=vendor',
    '-modfile=/nonexistent/go.mod',
    '-json=false -x=false',
    '-reuse=/nonexistent.json',
    '-f={{.Dir}} -m -u -find -n',
    '-deps -test -e',
    '"-f={{.Dir}} {{.Name}}" -export -compiled',
  ])(
    'GOFLAGS %s disturbs none of the three',
    async (flags) => {
      for (const job of [module, workspace, packages]) {
        const run = await runGoDownload(job, options({ goflags: `-modcacherw ${flags}` }));
        expect({ kind: job.kind, found: names(run.modules) }).toEqual({
          kind: job.kind,
          found: both,
        });
      }
    },
    30_000,
  );

  test.each([
    ['chosen for it where nobody did', {}, '400'],
    ["the user's", { GOGC: '50' }, '50'],
    ["left to the user's memory limit", { GOMEMLIMIT: '64MiB' }, 'unset'],
  ])('how often go collects garbage is %s', async (_, env, expected) => {
    const go = path.join(world.directory, 'tell-gogc');
    const told = path.join(world.directory, 'gogc');
    await writeFile(go, `#!/bin/sh\nprintf %s "\${GOGC-unset}" > '${told}'\n`, { mode: 0o755 });
    await runGoDownload(module, options({ go, env: { ...world.env, ...env } }));
    expect(await readFile(told, 'utf8')).toBe(expected);
  });

  test('tells of every request', async () => {
    const mirror = await serve((request, response) => {
      createReadStream(path.join(world.proxyDirectory, request.url ?? ''))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
    });
    const events: TraceEvent[] = [];
    const run = await runGoDownload(
      module,
      options({
        additions: { GOPROXY: mirror.url },
        parallelism: 2,
        onTraceEvent: (event) => events.push(event),
      }),
    );
    mirror.close();
    expect(names(run.modules)).toEqual(both);
    const url = `${mirror.url}/example.com/a/@v/v1.0.0.zip`;
    expect(events).toContainEqual({ kind: 'request-start', url });
    expect(events).toContainEqual({
      kind: 'headers',
      url,
      status: 200,
      seconds: expect.any(Number),
    });
    expect(run.stderrTail).toBe('');
  });

  test('names the module whose zip a mirror does not have', async () => {
    const mirror = await serve((request, response) => {
      if (request.url?.endsWith('b/@v/v1.1.0.zip')) response.writeHead(404).end('not found');
      else createReadStream(path.join(world.proxyDirectory, request.url ?? '')).pipe(response);
    });
    const run = await runGoDownload(module, options({ additions: { GOPROXY: mirror.url } }));
    mirror.close();
    expect(run.exitCode).toBe(1);
    expect(names(run.modules)).toEqual(['example.com/a@v1.0.0']);
    expect(run.errors).toMatchObject([{ module: 'example.com/b@v1.1.0' }]);
    const failure = classifyGoOutput({
      task: 'download',
      stderr: run.stderrTail,
      jsonErrors: run.errors,
      ...run,
    });
    expect(failure).toMatchObject({ class: 'http-not-found', module: 'example.com/b@v1.1.0' });
  });

  test('packages: a zip that is needed and cannot be had is an error in spite of exit 0', async () => {
    const mirror = await serve((request, response) => {
      if (request.url?.endsWith('.zip')) response.writeHead(503).end();
      else createReadStream(path.join(world.proxyDirectory, request.url ?? '')).pipe(response);
    });
    const run = await runGoDownload(packages, options({ additions: { GOPROXY: mirror.url } }));
    mirror.close();
    expect(run.errors.length).toBeGreaterThan(0);
    const failure = classifyGoOutput({
      task: 'download',
      stderr: '',
      jsonErrors: run.errors,
      exitCode: 1,
    });
    expect(failure).toMatchObject({ class: 'http-server' });
  });

  test('a mirror that never answers: the watchdog ends it', async () => {
    const mirror = await serve(() => {});
    const run = await runGoDownload(
      module,
      options({
        additions: { GOPROXY: mirror.url },
        // /proc as the module cache's file system: its numbers stand still whatever else this machine does.
        watch: {
          connectMs: 10_000,
          stallMs: 500,
          graceMs: 500,
          moduleCache: '/proc',
          progressCounter: () => 0,
        },
      }),
    );
    mirror.close();
    expect(run).toMatchObject({ stoppedBy: 'watchdog', modules: [] });
  }, 30_000);

  onLinux(
    'a lock that another process holds: its holder is named',
    async () => {
      const directory = path.join(world.moduleCache, 'cache/download/example.com/a/@v');
      const lock = path.join(directory, 'v1.0.0.lock');
      await mkdir(directory, { recursive: true });
      const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; sleep 60'], {
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(holder.stdout, 'data');
      const run = await runGoDownload(
        module,
        options({
          watch: {
            connectMs: 10_000,
            stallMs: 500,
            graceMs: 500,
            moduleCache: '/proc',
            progressCounter: () => 0,
          },
        }),
      );
      process.kill(-(holder.pid ?? 0), 'SIGKILL');
      expect(run).toMatchObject({
        stoppedBy: 'watchdog',
        waitedFor: { pid: holder.pid, program: 'flock', file: lock },
      });
    },
    30_000,
  );

  test('a signal ends it', async () => {
    const abort = new AbortController();
    const mirror = await serve(() => abort.abort());
    const additions = { GOPROXY: mirror.url };
    const run = await runGoDownload(module, options({ additions, signal: abort.signal }));
    mirror.close();
    expect(run.stoppedBy).toBe('signal');
  });
});

describe('offlineVariables', () => {
  const needsNewer = 'module example.com/newer\n\ngo 1.99.1\n';
  const needsPrivate =
    'module example.com/newer\n\ngo 1.20\n\nrequire private.example/lib v1.0.0\n';

  test.each([
    ['a toolchain that is not there', needsNewer],
    ['a private module', needsPrivate],
  ])('with them go asks nobody for %s', async (_, text) => {
    const asked: string[] = [];
    const server = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404).end();
    });
    const directory = await world.write('newer', { 'go.mod': text });
    const modfile = path.join(directory, 'go.mod');
    const env = {
      ...world.env,
      GOPROXY: server.url,
      GOTOOLCHAIN: 'auto',
      GOPRIVATE: 'private.example',
      // Where the look-up of a repository comes out.
      ...{ GOINSECURE: 'private.example', HTTP_PROXY: server.url, HTTPS_PROXY: server.url },
    };
    const job = { kind: 'module', directory, modfile } as const;
    const open = await runGoDownload(job, options({ env }));
    const askedOpenly = asked.splice(0).length;
    const closed = await runGoDownload(job, options({ env, additions: offlineVariables }));
    server.close();
    expect(askedOpenly).toBeGreaterThan(0);
    expect(asked).toEqual([]);
    expect([open.exitCode, closed.exitCode]).toEqual([1, 1]);
  });
});

describe('runGoVerify', () => {
  test.each(['module', 'workspace'] as const)('%s: names what was changed', async (kind) => {
    const job = { module, workspace }[kind];
    const { modules } = await runGoDownload(job, options());
    expect(await runGoVerify(job, options())).toMatchObject({ exitCode: 0, modified: [] });
    const b = modules.find((m) => m.path === 'example.com/b');
    await writeFile(path.join(b?.dir ?? '', 'b.go'), 'package b // changed\n');
    const run = await runGoVerify(job, options());
    expect(run).toMatchObject({
      exitCode: 1,
      modified: [{ path: 'example.com/b', version: 'v1.1.0' }],
    });
  });
});
