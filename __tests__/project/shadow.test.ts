import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findProjects } from '../../src/project/find.ts';
import type { DownloadableProject } from '../../src/project/project.ts';
import {
  prepareShadow,
  type ShadowJob,
  shadowOwner,
  shadowPrefix,
} from '../../src/project/shadow.ts';
import { sweepShadows } from '../../src/project/shadow-sweep.ts';
import { go, seedModuleCache } from '../cache/seed.ts';
import { createTree, readTree, type Tree } from './tree.ts';

/**
 * A module proxy in the test's own process: example.com/p@v1.0.0 requires example.com/q@v1.0.0 and so on. Zips are never
 * needed, `go mod download` asks for .mod of all and .info first; a zip request is what the kill tests wait for.
 */
const goModules: Readonly<Record<string, string>> = {
  p: 'module example.com/p\n\ngo 1.20\n\nrequire example.com/q v1.1.0\n',
  q: 'module example.com/q\n\ngo 1.20\n',
};

let root = '';
let temp = '';
let server: Server;
let proxy = '';
let onZip: () => void = () => undefined;

beforeEach(async () => {
  temp = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-shadow-'));
  server = createServer((request, response) => {
    const match = /^\/example\.com\/(\w+)\/@v\/(v[\d.]+)\.(info|mod|zip)$/.exec(request.url ?? '');
    const [, name = '', version, kind] = match ?? [];
    const goMod = goModules[name];
    if (goMod === undefined) response.writeHead(404).end();
    else if (kind === 'info') response.end(JSON.stringify({ Version: version }));
    else if (kind === 'mod') response.end(goMod);
    else onZip(); // and no answer: go waits
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  onZip = () => undefined;
  await rm(root, { recursive: true, force: true });
  await rm(temp, { recursive: true, force: true });
});

async function projectOf(tree: Tree): Promise<DownloadableProject> {
  root = await createTree(tree);
  const [project] = await findProjects({
    root,
    workingDirectories: [],
    gowork: undefined,
    goflags: undefined,
  });
  if (project === undefined || project.kind === 'vendored') throw new Error('unexpected project');
  return project;
}

function variables(job?: ShadowJob): Readonly<Record<string, string>> {
  const gowork = job === undefined ? '' : job.kind === 'workspace' ? job.gowork : 'off';
  const modules = path.join(temp, 'modules');
  return { GOMODCACHE: modules, GOPROXY: proxy, GONOSUMDB: '*', GOWORK: gowork };
}

const flags = (job: ShadowJob) => (job.kind === 'workspace' ? [] : [`-modfile=${job.modfile}`]);

const sources = {
  'local dep/go.mod': 'module example.com/dep\n\ngo 1.20\n\nrequire example.com/p v1.0.0\n',
  'local dep/dep.go': 'package dep\n',
};
const moduleTree: Tree = {
  ...sources,
  'go.mod':
    'module example.com/m\n\ngo 1.21\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => "./local dep"\n',
};
const workspaceTree: Tree = {
  ...sources,
  'rep/go.mod': 'module example.com/rep\n\ngo 1.20\n',
  'rep/rep.go': 'package rep\n',
  'go.work':
    '// the workspace\ngo 1.22\n\ntoolchain go1.22.3\n\nuse (\n\t./a\n\t"./b c"\n)\n\nreplace example.com/rep v1.0.0 => ./rep // local\nreplace example.com/far => example.com/q v1.0.0\n',
  'a/go.mod':
    'module example.com/a\n\ngo 1.22\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => "../local dep"\n',
  'b c/go.mod':
    'module example.com/b\n\ngo 1.21\n\nrequire (\n\texample.com/rep v1.0.0\n\texample.com/q v1.0.0\n)\n',
};

describe.each([
  ['a module', moduleTree],
  ['a workspace', workspaceTree],
])('%s', (_name, tree) => {
  test('loads the same modules as the original, with relative replacements', async () => {
    const project = await projectOf(tree);
    const before = await readTree(root);
    const job = await prepareShadow(project, temp);
    const list = ['list', '-mod=readonly', '-m', '-f', '{{.Path}} {{.Version}} {{.Dir}}', 'all'];
    const shadowed = await go(
      job.directory,
      [...list.slice(0, 1), ...flags(job), ...list.slice(1)],
      variables(job),
    );
    expect(await readTree(root)).toEqual(before);
    const original = await go(root, list, variables());
    expect(shadowed).toEqual(original);
    expect(original).toMatchObject({ code: 0, stdout: expect.stringContaining('local dep') });
  }, 60_000);

  test('is not changed by go mod download, not even when it is killed', async () => {
    const project = await projectOf(tree);
    const before = await readTree(root);
    const job = await prepareShadow(project, temp);
    const isAtZip = new Promise<void>((resolve) => {
      onZip = resolve;
    });
    const download: ChildProcess = spawn('go', ['mod', 'download', ...flags(job), 'all'], {
      cwd: job.directory,
      env: { ...process.env, GOTOOLCHAIN: 'local', ...variables(job) },
      stdio: 'ignore',
    });
    await isAtZip;
    const exited = once(download, 'exit');
    download.kill('SIGKILL');
    await exited;
    expect(await readTree(root)).toEqual(before);
  }, 60_000);
});

describe('go mod download of a real module set', () => {
  const goMod = 'go 1.25.0\n\nrequire github.com/pmezard/go-difflib v1.0.0\n';

  test.each<[string, Tree]>([
    ['a module', { 'go.mod': `module example.com/m\n\n${goMod}` }],
    [
      'a workspace',
      { 'go.work': 'go 1.25.0\n\nuse ./m\n', 'm/go.mod': `module example.com/m\n\n${goMod}` },
    ],
  ])(
    '%s: the sums Go adds stay in the shadow',
    async (_name, tree) => {
      const seed = await seedModuleCache();
      const project = await projectOf(tree);
      const before = await readTree(root);
      const job = await prepareShadow(project, temp);
      const result = await go(job.directory, ['mod', 'download', ...flags(job)], {
        ...variables(job),
        GOPROXY: `file://${path.join(seed, 'cache', 'download')}`,
      });
      expect(result).toMatchObject({ code: 0 });
      expect(await readTree(root)).toEqual(before);
      const sums = job.files.find(({ shadow }) => shadow.endsWith('.sum'))?.shadow ?? '';
      expect(await readFile(sums, 'utf8')).toContain('github.com/pmezard/go-difflib v1.0.0');
    },
    120_000,
  );
});

describe('files of the shadow', () => {
  test('sums of the workspace are written beside the shadow, as Go would have beside the original', async () => {
    const project = await projectOf(workspaceTree);
    const before = await readTree(root);
    const job = await prepareShadow(project, temp);
    if (job.kind !== 'workspace') throw new Error('unexpected job');
    // Needs no zips, and writes go.work.sum by the same code as `go mod download`.
    await go(job.directory, ['list', '-m', 'all'], variables(job));
    expect(await readTree(root)).toEqual(before);
    const shadowSums = await readFile(`${job.gowork}.sum`, 'utf8');
    await go(root, ['list', '-m', 'all'], variables());
    expect(await readFile(path.join(root, 'go.work.sum'), 'utf8')).toBe(shadowSums);
  }, 60_000);

  test('directives keep their lines, directories become absolute, and nothing is lost', async () => {
    const project = await projectOf(workspaceTree);
    const job = await prepareShadow(project, temp);
    if (job.kind !== 'workspace') throw new Error('unexpected job');
    const lines = (await readFile(job.gowork, 'utf8')).split('\n');
    expect(lines).toEqual([
      '',
      'go 1.22',
      '',
      'toolchain go1.22.3',
      '',
      '',
      `use ${JSON.stringify(path.join(root, 'a'))}`,
      `use ${JSON.stringify(path.join(root, 'b c'))}`,
      '',
      '',
      `replace example.com/rep v1.0.0 => ${JSON.stringify(path.join(root, 'rep'))}`,
      'replace example.com/far => example.com/q v1.0.0',
      '',
    ]);
    expect(job.files[0]).toEqual({ shadow: job.gowork, original: path.join(root, 'go.work') });
  });

  test.each([
    ['go 1.21', 'module'],
    ['go 1.16', 'packages'],
    ['', 'packages'],
  ])('a go.mod with %j is downloaded by %s', async (goLine, kind) => {
    const project = await projectOf({ 'go.mod': `module example.com/m\n${goLine}\n` });
    expect(await prepareShadow(project, temp)).toMatchObject({ kind, directory: root });
  });

  test('a read-only go.sum becomes a writable copy with the same bytes', async () => {
    const goSum = 'example.com/p v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n';
    const project = await projectOf({
      'go.mod': 'module example.com/m\ngo 1.21\n',
      'go.sum': goSum,
    });
    await chmod(path.join(root, 'go.sum'), 0o444);
    const job = await prepareShadow(project, temp);
    const copy = job.files[1]?.shadow ?? '';
    expect(await readFile(copy, 'utf8')).toBe(goSum);
  });
});

describe('sweepShadows', () => {
  test('removes only what dead processes of this machine left', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const own = `${shadowPrefix}${shadowOwner(process.pid)}abc`;
    const gone = `${shadowPrefix}${shadowOwner(dead.pid ?? 0)}abc`;
    const foreign = `${shadowPrefix}${dead.pid}@another-host-abc`;
    for (const name of [own, gone, foreign, 'unrelated', `${shadowPrefix}x`]) {
      await mkdir(path.join(temp, name, 'inner'), { recursive: true });
    }
    await symlink(os.tmpdir(), path.join(temp, `${gone}-link`));
    await sweepShadows(temp);
    expect((await readdir(temp)).sort()).toEqual(
      [own, foreign, `${gone}-link`, `${shadowPrefix}x`, 'unrelated'].sort(),
    );
  });

  test('a missing directory is nothing to do', async () => {
    await sweepShadows(path.join(temp, 'none'));
  });
});
