import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { writeChecksumDatabase } from './checksum-database.ts';
import { runCutOff, whyNoNamespace } from './cut-off.ts';
import { openRoom, type Room, removeTree } from './harness.ts';
import { findOrdinaryUser, giveAway, ordinaryBuildCache } from './ordinary-user.ts';

const user = await findOrdinaryUser();
const why = user.why ?? whyNoNamespace();
if (why !== undefined) console.warn(`skipped: machines without a network (${why})`);
const whereCutOff = why === undefined ? describe : describe.skip;

const repository = fileURLToPath(new URL('../../', import.meta.url));
const bundle = join(repository, 'dist', 'index.js');
const recipe = join(repository, 'docs', 'recipes', 'air-gapped.md');

const leaf = makeModule('example.com/Leaf', 'v0.0.0-20240102030405-abcdefabcdef');
const alpha = makeModule('example.com/alpha', 'v1.2.0', undefined, { requires: [leaf] });
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const secret = makeModule('corp.example/secret', 'v1.0.0');

whereCutOff('a bundle', () => {
  let room: Room;
  let upstream: string;
  let modules: string;

  beforeEach(async () => {
    room = await openRoom({ user: 'ordinary' });
    upstream = join(room.directory, 'upstream');
    modules = join(room.directory, 'bundle');
    for (const module of [leaf, alpha, beta, secret]) await serveFromDirectory(module);
  });
  afterEach(() => room.close());

  async function serveFromDirectory(module: TestModule): Promise<void> {
    const path = module.path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
    const stem = join(upstream, path, '@v', module.version);
    await mkdir(dirname(stem), { recursive: true });
    for (const kind of ['info', 'mod', 'zip'] as const) {
      await writeFile(`${stem}.${kind}`, module[kind]);
    }
  }

  /** A terminal: nothing of a job. With `env` before the room's own variables. */
  async function shell(script: string, env = {}, hasLoopback = true) {
    await giveAway(room.directory);
    const variables = {
      ...room.env,
      GOFLAGS: '-modcacherw',
      GOCACHE: await ordinaryBuildCache(),
      NODE: process.execPath,
      ...env,
    };
    const options = { cwd: room.project, env: variables, hasLoopback };
    return runCutOff(script, { ...options, ...(user.through && { through: user.through }) });
  }

  function make(flags = '', env = {}) {
    const mirrors = `--mirrors=${pathToFileURL(upstream).href} --profile=intranet --retries=0`;
    return shell(`"$NODE" ${bundle} bundle-modules ${mirrors} ${flags} ${modules}`, env);
  }

  async function read(name: string): Promise<string> {
    return readFile(join(modules, ...name.split('/')), 'utf8');
  }

  /** The commands of the recipe, with this room's places in them. */
  async function commandsOf(heading: string): Promise<string> {
    const text = await readFile(recipe, 'utf8');
    const section = text.split(`\n## ${heading}\n`)[1] ?? '';
    const commands = /```sh\n(.*?)```/s.exec(section)?.[1];
    if (commands === undefined) throw new Error(`the recipe has no commands under ${heading}`);
    return commands
      .replaceAll('~/src/service', room.project)
      .replaceAll('/media/usb/modules', modules)
      .replaceAll('npm run ', `npm --prefix ${repository} run -s --ignore-scripts `);
  }

  test('the recipe: made here, used there by plain go and by the action', async () => {
    await writeProject(room.project, { requires: [alpha, beta], indirect: [leaf] });
    const made = await shell(await commandsOf('Where there is a network'), {
      INPUT_MIRRORS: pathToFileURL(upstream).href,
      PATH: `${dirname(process.execPath)}:${room.env['PATH']}:${dirname(process.env['npm_execpath'] ?? '/usr/bin/npm')}`,
    });
    expect(made).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Bundle of 3 modules'),
    });
    await rm(upstream, { recursive: true });

    const env = { GOMODCACHE: join(room.directory, 'there') };
    const there = await shell(await commandsOf('Where there is none'), env, false);
    expect(there).toMatchObject({ exitCode: 0 });

    // As the recipe's workflow has it, and with the network's absence found out.
    for (const [offline, hasLoopback] of [
      ['always', false],
      ['auto', true],
    ] as const) {
      await removeTree(join(room.directory, 'action'));
      const action = await shell(
        `"$NODE" ${bundle} --mirrors=${pathToFileURL(modules).href} --offline=${offline} --cache=off --profile=intranet`,
        { GOMODCACHE: join(room.directory, 'action') },
        hasLoopback,
      );
      expect(action).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('All 3 modules present and verified'),
      });
    }
  });

  test('has the layout of a module proxy, and nothing else', async () => {
    await writeProject(room.project, { requires: [alpha, beta], indirect: [leaf] });
    expect(await make()).toMatchObject({ exitCode: 0 });
    const names = await readdir(modules, { recursive: true, withFileTypes: true });
    const files = names
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(modules.length + 1));
    const ofModule = (path: string, version: string) =>
      [`${version}.info`, `${version}.mod`, `${version}.zip`, 'list'].map(
        (name) => `${path}/@v/${name}`,
      );
    expect(files.sort()).toEqual(
      [
        ...ofModule('example.com/!leaf', leaf.version),
        ...ofModule('example.com/alpha', 'v1.2.0'),
        ...ofModule('example.com/beta/v2', 'v2.0.1'),
      ].sort(),
    );
    expect(await read('example.com/alpha/@v/list')).toBe('v1.2.0\n');
    expect(await read('example.com/!leaf/@v/list')).toBe('');
  });

  test('keeps what is there and right, and fetches what is damaged again', async () => {
    await writeProject(room.project, { requires: [alpha, beta], indirect: [leaf] });
    expect(await make()).toMatchObject({ exitCode: 0 });
    // Only the damaged one can be fetched any more.
    await rm(join(upstream, 'example.com', 'alpha'), { recursive: true });
    await writeFile(join(modules, 'example.com', 'beta', 'v2', '@v', 'v2.0.1.zip'), 'no zip');
    const again = await make();
    expect(again).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('1 file written, 8 there before'),
    });
    expect(await readFile(join(modules, 'example.com', 'beta', 'v2', '@v', 'v2.0.1.zip'))).toEqual(
      beta.zip,
    );
  });

  test('what lets git in is there for all of it', async () => {
    await writeProject(room.project, { requires: [alpha], indirect: [leaf] });
    const made = await make('', { 'INPUT_GIT-TOKEN': 'git.corp.example=cANARY' });
    expect(made).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Bundle of 2 modules'),
    });
    expect(made.output).not.toContain('cANARY');
  });

  test('a module that cannot be had ends it, and the next try goes on', async () => {
    await writeProject(room.project, { requires: [alpha, beta], indirect: [leaf] });
    await rm(join(upstream, 'example.com', 'beta', 'v2', '@v', 'v2.0.1.zip'));
    const failed = await make();
    expect(failed).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('http-not-found'),
    });
    await serveFromDirectory(beta);
    await rm(join(upstream, 'example.com', 'alpha'), { recursive: true });
    expect(await make()).toMatchObject({ exitCode: 0 });
  });

  test('a workspace and its modules', async () => {
    await writeProject(join(room.project, 'a'), {
      module: 'example.com/a',
      requires: [alpha],
      indirect: [leaf],
    });
    await writeProject(join(room.project, 'b'), { module: 'example.com/b', requires: [beta] });
    await writeFile(join(room.project, 'go.work'), 'go 1.21\n\nuse (\n\t./a\n\t./b\n)\n');
    expect(await make()).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Bundle of 3 modules'),
    });
    const env = { GOMODCACHE: join(room.directory, 'there'), GOPROXY: pathToFileURL(modules).href };
    expect(await shell('go build ./a ./b', env, false)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['left out', '', 1, /Left out: 1 private module/],
    ['asked for', '--include-private', 2, /Bundle of 2 modules/],
  ])('a private module %s', async (_, flag, count, says) => {
    await writeProject(room.project, { requires: [beta, secret] });
    const made = await make(`--private=corp.example ${flag}`, { GONOPROXY: 'none' });
    expect(made).toMatchObject({ exitCode: 0, output: expect.stringMatching(says) });
    const found = await readdir(modules, { recursive: true });
    expect(found.filter((name) => name.endsWith('.zip'))).toHaveLength(count);
  });

  test('the checksum database goes along for what go.sum lacks, and go verifies with it', async () => {
    const all = [alpha, beta, leaf];
    const GOSUMDB = await writeChecksumDatabase(upstream, all);
    await writeProject(room.project, { requires: [alpha, beta], indirect: [leaf], sums: [beta] });
    expect(await make('', { GOSUMDB })).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('for 2 modules without a line in go.sum'),
    });
    await rm(upstream, { recursive: true });
    const env = {
      GOMODCACHE: join(room.directory, 'there'),
      GOPROXY: pathToFileURL(modules).href,
      GOSUMDB,
    };
    // -mod=mod only lets go write the lines it has verified.
    const there = await shell('go mod download\ngo build -mod=mod ./...', env, false);
    expect(there).toMatchObject({ exitCode: 0 });
    const written = await readFile(join(room.project, 'go.sum'), 'utf8');
    for (const line of [...alpha.sumLines, leaf.sumLines[1]]) expect(written).toContain(line);

    const other = await writeChecksumDatabase(join(room.directory, 'another'), all);
    await writeProject(room.project, { requires: [alpha, beta], indirect: [leaf], sums: [beta] });
    const refused = await shell(
      'go mod download',
      {
        ...env,
        GOMODCACHE: join(room.directory, 'elsewhere'),
        GOPATH: join(room.directory, 'gopath'),
        GOSUMDB: other,
      },
      false,
    );
    expect(refused.exitCode).not.toBe(0);
  });
});
