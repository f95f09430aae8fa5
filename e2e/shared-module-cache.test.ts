/** One module cache for several steps of a job: this action's, setup-go's, and this action's again. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import {
  alpha,
  asOrdinaryUser,
  beta,
  fill,
  gamma,
  modules,
  packAsSetupGo,
  run,
  snapshot,
  unpackAsSetupGo,
} from './existing-caches/place.ts';
import { openRoom, removeTree } from './harness.ts';
import { giveAway } from './ordinary-user.ts';

describe('setup-go after this step', () => {
  asOrdinaryUser(
    'tar complains of the read-only trees that are there; what is there stays',
    async (place) => {
      const { moduleCache } = await fill(place, { name: '' });
      const archive = await packAsSetupGo(place.room, moduleCache);
      await removeTree(moduleCache);
      expect((await run(place)).outcome).toMatchObject({ exitCode: 0, annotations: [] });
      const before = await snapshot(join(moduleCache, 'example.com'));
      expect(await unpackAsSetupGo(place.room, archive)).toContain('Cannot open: File exists');
      expect(await snapshot(join(moduleCache, 'example.com'))).toEqual(before);
      const { outcome, asked } = await run(place);
      expect(outcome).toMatchObject({ exitCode: 0, annotations: [], outputs: { attempts: '0' } });
      expect(asked).toEqual([]);
    },
  );

  asOrdinaryUser('our own restore over such trees has no trouble', async (place) => {
    const { moduleCache } = await fill(place, { name: '' });
    expect((await run(place)).outcome).toMatchObject({ exitCode: 0, annotations: [] });
    await rm(join(moduleCache, 'cache'), { recursive: true });
    const before = await snapshot(moduleCache);
    const { outcome, asked } = await run(place);
    expect(outcome).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { 'cache-hit': 'true' },
    });
    expect(asked).toEqual([]);
    const after = await snapshot(moduleCache);
    expect(new Map([...before.keys()].map((each) => [each, after.get(each)]))).toEqual(before);
  });
});

describe('twice in one job', () => {
  asOrdinaryUser(
    'the second run asks nobody, and exports what the first one did',
    async (place) => {
      await giveAway(place.room.directory);
      const first = await run(place, { private: 'corp.example' });
      expect(first.outcome).toMatchObject({
        exitCode: 0,
        outputs: { 'cache-hit': 'false', goproxy: place.mirror.url },
        exported: { GOPROXY: place.mirror.url, GOPRIVATE: 'corp.example' },
      });
      const key = first.outcome.outputs['cache-key'];
      const before = await snapshot(place.room.moduleCache);
      // As the runner hands them to the next step.
      const second = await run(place, { private: 'corp.example' }, first.outcome.exported);
      expect(second).toMatchObject({
        asked: [],
        outcome: {
          exitCode: 0,
          annotations: [],
          outputs: {
            'cache-hit': 'true',
            'cache-key': key,
            'cache-matched-key': key,
            goproxy: place.mirror.url,
            modules: '3',
            attempts: '0',
          },
          exported: first.outcome.exported,
        },
      });
      // Other inputs: nothing is named, so nothing is exported, and what the job has stays.
      const third = await run(
        place,
        { mirrors: '', cache: 'off', offline: 'always' },
        first.outcome.exported,
      );
      expect(third).toMatchObject({
        asked: [],
        outcome: { exitCode: 0, annotations: [], outputs: { goproxy: '', 'cache-key': '' } },
      });
      expect(third.outcome.exported).toEqual({});
      expect(await snapshot(place.room.moduleCache)).toEqual(before);
    },
  );

  asOrdinaryUser('two projects after one another share a module cache', async (place) => {
    await writeProject(join(place.room.project, 'one'), { requires: [alpha, beta] });
    await writeProject(join(place.room.project, 'two'), { requires: [beta, gamma] });
    await giveAway(place.room.directory);
    const one = await run(place, { 'working-directory': 'one' });
    const before = await snapshot(place.room.moduleCache);
    const two = await run(place, { 'working-directory': 'two' });
    const oneAgain = await run(place, { 'working-directory': 'one' });
    const zips = [one, two, oneAgain].map(
      ({ asked }) => asked.filter((path) => path.endsWith('.zip')).length,
    );
    expect(zips).toEqual([2, 1, 0]);
    expect(oneAgain.asked).toEqual([]);
    for (const { outcome } of [one, two, oneAgain]) {
      expect(outcome).toMatchObject({ exitCode: 0, annotations: [], outputs: { modules: '2' } });
    }
    expect(two.outcome.outputs['cache-key']).not.toBe(one.outcome.outputs['cache-key']);
    expect(oneAgain.outcome.outputs).toMatchObject({ 'cache-hit': 'true' });
    const after = await snapshot(place.room.moduleCache);
    expect(new Map([...before.keys()].map((each) => [each, after.get(each)]))).toEqual(before);
  });
});

describe('a cache service is not asked where the module cache has everything', () => {
  const higher = makeModule('example.com/alpha', 'v1.3.0');
  const raising = makeModule('example.com/raising', 'v1.0.0', undefined, { requires: [higher] });
  const [used, unused] = ['used', 'unused'].map((name) =>
    makeModule(`example.com/${name}`, 'v1.0.0', undefined, { go: '1.16' }),
  ) as [TestModule, TestModule];

  test.each<{ readonly name: string; readonly write: (project: string) => Promise<void> }>([
    { name: 'a module', write: (project) => writeProject(project, { requires: modules }) },
    {
      name: 'a workspace that selects a version which no go.mod requires',
      write: async (project) => {
        await writeProject(join(project, 'one'), {
          module: 'example.com/one',
          requires: [alpha],
        });
        await writeProject(join(project, 'two'), {
          module: 'example.com/two',
          requires: [raising],
          sums: [raising, higher],
        });
        await writeFile(join(project, 'go.work'), 'go 1.21\n\nuse (\n\t./one\n\t./two\n)\n');
      },
    },
    {
      name: 'a module below go 1.17 that requires what it does not use',
      write: async (project) => {
        const goSum = `${[...used.sumLines, unused.sumLines[1]].join('\n')}\n`;
        const requires = [used, unused];
        await writeProject(project, { go: '1.16', requires, goSum, imports: [used.path] });
      },
    },
  ])('$name', async ({ write }) => {
    const room = await openRoom();
    const served = await startMirror({ modules: [...modules, higher, raising, used, unused] });
    const service = await startMirror();
    try {
      await write(room.project);
      const inputs = { mirrors: served.url, cache: 'off', profile: 'intranet' };
      expect(await room.run({ inputs })).toMatchObject({ exitCode: 0, annotations: [] });
      const asked = served.requests.length;
      const outcome = await room.run({
        inputs: { ...inputs, cache: 'github' },
        env: {
          ACTIONS_RESULTS_URL: `${service.url}/`,
          ACTIONS_RUNTIME_TOKEN: 'x',
          ACTIONS_CACHE_SERVICE_V2: 'true',
        },
      });
      expect(outcome).toMatchObject({
        exitCode: 0,
        annotations: [],
        outputs: { 'cache-hit': 'false', 'cache-matched-key': '', attempts: '0' },
      });
      expect(outcome.stdout).toContain(
        'The module cache has everything: the cache service is not asked',
      );
      expect([served.requests.length - asked, service.requests.length]).toEqual([0, 0]);
    } finally {
      await served.close();
      await service.close();
      await room.close();
    }
  });
});
