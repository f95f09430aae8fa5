/**
 * A machine without Go, and a small toolchain that comes through mirrors that may give anything: what is installed is what the
 * checksum database says, or nothing is. Databases and caches that lie: toolchain-proof.test.ts. Real toolchains:
 * toolchain-real-stress.test.ts.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect } from '@jest/globals';
import { findGoDirectory } from './harness.ts';
import { endOf } from './toolchain/cell.ts';
import { hostileAnswers } from './toolchain/hostile-answers.ts';
import { expectInstalled, expectNothingInstalled, playOn, success } from './toolchain/play.ts';
import { newer, older, openStage, wanted } from './toolchain/stage.ts';

const stage = await openStage();
const { toolchain, database, signer, hash } = stage;
const answers = await hostileAnswers(toolchain);
const play = playOn(stage);

afterAll(() => stage.close());

/** Else these toolchains and this database would be made to please nobody but us. */
play('go itself takes what these tests serve', async ({ room }) => {
  const env = { GOPROXY: stage.mirror.url, GOSUMDB: stage.gosumdb, GOTOOLCHAIN: `go${wanted}` };
  const { output } = await room.go(['version'], env);
  expect(output).toContain(`go version go${wanted} `);
});

describe('on a machine without Go', () => {
  play('it comes from a mirror once, proven, and is there for later steps', async (cell) => {
    const mirror = await stage.serve();
    const inputs = { mirrors: mirror.url };
    const first = await cell.run(inputs);
    expect(endOf(first)).toEqual(success);
    expect(first.outputs['go-version']).toBe(wanted);
    expect(first.report?.go).toMatchObject({
      version: wanted,
      source: 'mirror',
      root: cell.goroot,
      mirror: expect.stringContaining(`127.0.0.1:${mirror.port}`),
      proof: {
        database: signer.name,
        treeSize: database.records.length,
        treeHash: database.root(database.records.length).toString('base64'),
        record: database.records.findIndex(({ version }) => version === toolchain.version),
      },
      hash,
    });
    await expectInstalled(cell);
    expect(await readFile(join(cell.goroot, 'src/go.mod'), 'utf8')).toContain('module std');
    expect(first.paths).toEqual(
      expect.arrayContaining([
        join(cell.goroot, 'bin'),
        join(cell.room.env['GOPATH'] ?? '', 'bin'),
      ]),
    );
    expect(first.exported).toMatchObject({ GOTOOLCHAIN: 'local' });
    expect(await cell.later(first, ['version'])).toContain(`go${wanted} `);
    expect(await cell.later(first, ['env', 'GOROOT', 'GOTOOLCHAIN'])).toBe(`${cell.goroot}\nlocal`);
    expect(await cell.later(first, ['list', './...'])).toBe('example.com/project');

    const asked = mirror.requests.length;
    const second = await cell.run(inputs);
    expect(endOf(second)).toEqual(success);
    expect(second.report?.go).toMatchObject({ version: wanted, source: 'tool-cache' });
    expect(mirror.requests.slice(asked)).toEqual([]);
    expect(await cell.later(second, ['version'])).toContain(`go${wanted} `);

    await rm(join(cell.room.toolCache, 'go'), { recursive: true });
    const third = await cell.run(inputs, { GOSUMDB: `${signer.verifierKey} http://127.0.0.1:9` });
    expect(endOf(third)).toEqual(success);
    expect(third.report?.go).toMatchObject({ source: 'cache', hash });
    expect(mirror.requests.slice(asked)).toEqual([]);
    await expectInstalled(cell);
  });

  const choices: readonly {
    readonly name: string;
    readonly inputs?: Readonly<Record<string, string>>;
    readonly files?: Readonly<Record<string, string>>;
    readonly version: string;
  }[] = [
    { name: 'a minor', inputs: { 'go-version': '1.25' }, version: newer },
    { name: 'a range', inputs: { 'go-version': '<1.25.99' }, version: wanted },
    { name: 'stable', inputs: { 'go-version': 'stable' }, version: newer },
    { name: 'oldstable', inputs: { 'go-version': 'oldstable' }, version: older },
    {
      name: 'a file',
      inputs: { 'go-version': '', 'go-version-file': '.go-version' },
      files: { '.go-version': `${older}\n` },
      version: older,
    },
    {
      name: 'the toolchain line of go.mod, with nothing said',
      inputs: { 'go-version': '' },
      files: { 'go.mod': `module example.com/project\n\ngo 1.24\n\ntoolchain go${wanted}\n` },
      version: wanted,
    },
    {
      name: 'the go line of go.mod, with nothing said',
      inputs: { 'go-version': '' },
      files: { 'go.mod': `module example.com/project\n\ngo ${older}\n` },
      version: older,
    },
  ];
  for (const { name, inputs, files = {}, version } of choices) {
    play(`the version: ${name}`, async (cell) => {
      for (const [file, text] of Object.entries(files)) {
        await writeFile(join(cell.room.project, file), text);
        if (file === 'go.mod')
          await writeFile(join(cell.room.project, 'main.go'), 'package main\n\nfunc main() {}\n');
      }
      const outcome = await cell.run(inputs);
      expect(endOf(outcome)).toEqual(success);
      expect(outcome.outputs['go-version']).toBe(version);
      expect(await cell.later(outcome, ['version'])).toContain(`go${version} `);
    });
  }

  play('several jobs that want it at the same time', async (cell) => {
    const outcomes = await Promise.all([cell.run(), cell.run(), cell.run()]);
    expect(outcomes.map(endOf)).toEqual([success, success, success]);
    await expectInstalled(cell);
  });
});

describe('a mirror that gives something else', () => {
  for (const { name, action, failureClass = 'toolchain', because, endsSearch } of answers) {
    play(name, async (cell) => {
      const liar = await stage.serve({ faults: [{ match: `${toolchain.version}.zip`, action }] });
      const alone = await cell.run({ mirrors: liar.url });
      expect(endOf(alone)).toEqual({ exitCode: 1, failureClass, because });
      // One mirror's page is its own; that every mirror gave one tells of the network.
      const ofOne = because === 'captive-portal' ? 'bad-content' : because;
      expect(alone.report?.attempts.map(({ outcome }) => outcome)).toContain(ofOne);
      await expectNothingInstalled(cell);

      const outcome = await cell.run({ mirrors: `${liar.url}\n${stage.mirror.url}` });
      if (endsSearch) {
        expect(endOf(outcome)).toEqual({ exitCode: 1, failureClass, because });
        await expectNothingInstalled(cell);
        return;
      }
      expect(endOf(outcome)).toEqual(success);
      await expectInstalled(cell);
      expect(await cell.later(outcome, ['version'])).toContain(`go${wanted} `);
    });
  }
});

describe('a Go that is too old', () => {
  play('the one on PATH, with GOTOOLCHAIN=local', async (cell) => {
    await writeFile(join(cell.room.project, 'go.mod'), 'module example.com/project\n\ngo 1.99.1\n');
    const env = { PATH: `${await findGoDirectory()}:/usr/bin:/bin`, GOTOOLCHAIN: 'local' };
    const outcome = await cell.run({ 'go-version': '' }, env);
    expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'toolchain' });
    const [annotation] = outcome.annotations;
    expect(annotation).toMatchObject({ level: 'error', file: 'go.mod', line: 3 });
    expect(annotation?.message).toMatch(/1\.99\.1/);
    expect(annotation?.message).toMatch(/1\.\d\d\.\d+(?<!1\.99\.1)/);
    await expectNothingInstalled(cell);
  });

  play('the one that was asked for', async (cell) => {
    await writeFile(join(cell.room.project, 'go.mod'), `module example.com/project\n\ngo 1.99.1\n`);
    const outcome = await cell.run();
    expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'toolchain' });
    const [annotation] = outcome.annotations;
    expect(annotation).toMatchObject({ level: 'error', file: 'go.mod', line: 3 });
    expect(annotation?.message).toContain('1.99.1');
    expect(annotation?.message).toContain(wanted);
  });

  play('one that is no module: who has it is named', async (cell) => {
    const outcome = await cell.run({ 'go-version': '1.20.14' });
    expect(endOf(outcome)).toMatchObject({ exitCode: 1, failureClass: 'input' });
    expect(outcome.stdout).toContain('actions/setup-go');
    await expectNothingInstalled(cell);
  });
});
