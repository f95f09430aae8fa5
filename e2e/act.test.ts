/** The action on a runner: its workflow commands, files, expressions and environment read by somebody else's code. */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { actionOf, onlyJob } from './act/outcome.ts';
import { type ActRoom, copyAction, openActRoom } from './act/room.ts';
import { environmentShown, outputsShown, verifyOffline } from './act/steps.ts';
import { findAct } from './act/tools.ts';
import { checkout, publishedName, useAction } from './act/workflow.ts';
import { seedStarter, starter } from './seed.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const gamma = makeModule('example.com/Gamma', 'v0.3.0');
const modules = [alpha, beta, gamma];

let seed: string;
let room: ActRoom;
const mirrors: Mirror[] = [];

beforeAll(async () => {
  await findAct();
  seed = await seedStarter();
}, 600_000);

beforeEach(async () => {
  room = await openActRoom();
});

afterEach(async () => {
  for (const mirror of mirrors.splice(0)) await mirror.close();
  await room.close();
});

async function serve(options: Parameters<typeof startMirror>[0] = { modules }): Promise<Mirror> {
  const mirror = await startMirror(options);
  mirrors.push(mirror);
  return mirror;
}

describe('the example project', () => {
  const spellings = [
    { name: 'of its own repository', uses: './', isOwnRepository: true },
    { name: 'of another repository', uses: publishedName, isOwnRepository: false },
  ];

  test.each(spellings)('uses: $uses, $name', async ({ uses, isOwnRepository }) => {
    const mirror = await serve({ directory: seed });
    const project = isOwnRepository ? 'examples/starter' : '.';
    if (isOwnRepository) await copyAction(room.repository);
    await cp(starter, join(room.repository, project), { recursive: true });
    // The version of the process that is the action, by its own word: the emulator takes the first Node in PATH.
    const tellVersion = join(room.repository, '..', 'tell-version.cjs');
    await writeFile(
      tellVersion,
      "if (require('node:worker_threads').isMainThread) console.log('Node ' + process.version);\n",
    );

    const inputs = { mirrors: mirror.url, cache: 'off', 'working-directory': project };
    const outcome = await room.run({
      build: {
        steps: [
          checkout,
          useAction(inputs, { uses, env: { NODE_OPTIONS: `--require=${tellVersion}` } }),
          outputsShown.step,
          environmentShown.step,
          { ...verifyOffline, 'working-directory': project },
        ],
      },
    });

    expect(outcome.exitCode).toBe(0);
    const job = onlyJob(outcome);
    const action = actionOf(outcome);
    expect(action).toMatchObject({ conclusion: 'success', annotations: [] });
    // The step, and its post step.
    expect(action.lines.filter((line) => line.startsWith('Node '))).toEqual([
      expect.stringMatching(/^Node v24\./),
      expect.stringMatching(/^Node v24\./),
    ]);
    expect(action.summary).toMatch(/All 35 modules present and verified/);
    expect(outputsShown.of(job)).toEqual({
      ...action.outputs,
      attempts: String(mirror.requests.length),
      'cache-hit': 'false',
      'cache-key': '',
      'cache-matched-key': '',
      'failure-class': '',
      goproxy: mirror.url,
      'go-version': expect.stringMatching(/^\d+\.\d+/),
      modules: '35',
    });
    expect(environmentShown.of(job)).toMatchObject({ GOPROXY: mirror.url, GOSUMDB: 'off' });
    expect(job.steps.get('offline')).toMatchObject({ conclusion: 'success' });
  });
});

describe('a repository with several modules', () => {
  const services = [
    { directory: 'services/api', requires: [alpha, beta] },
    { directory: 'services/web', requires: [beta, gamma] },
  ];

  test('all of them without an input, and each can be built afterwards', async () => {
    const mirror = await serve();
    for (const { directory, requires } of services) {
      await writeProject(join(room.repository, directory), {
        module: `example.com/${directory}`,
        requires,
      });
    }
    const outcome = await room.run({
      build: {
        steps: [
          checkout,
          useAction({ mirrors: mirror.url, cache: 'off' }),
          ...services.map(({ directory }) => ({
            ...verifyOffline,
            id: directory,
            'working-directory': directory,
          })),
        ],
      },
    });
    expect(outcome.exitCode).toBe(0);
    const job = onlyJob(outcome);
    expect(actionOf(outcome)).toMatchObject({ annotations: [], outputs: { modules: '3' } });
    expect(actionOf(outcome).lines.join('\n')).toContain(
      '2 projects: services/api (module), services/web (module)',
    );
    for (const { directory } of services) {
      expect(job.steps.get(directory)).toMatchObject({ conclusion: 'success' });
    }
  });
});

describe('one project', () => {
  beforeEach(async () => {
    await writeProject(room.repository, { requires: modules });
  });

  test.each(['off', 'local'])('without a cache service, cache: %s', async (cache) => {
    const mirror = await serve();
    const outcome = await room.run(
      { build: { steps: [checkout, useAction({ mirrors: mirror.url, cache }), verifyOffline] } },
      { hasCacheService: false },
    );
    expect(outcome.exitCode).toBe(0);
    expect(actionOf(outcome)).toMatchObject({
      annotations: [],
      outputs: { modules: '3', 'cache-hit': 'false' },
    });
  });

  test('cache: local, the second run hits and asks no mirror', async () => {
    const mirror = await serve();
    const jobs = {
      build: {
        steps: [checkout, useAction({ mirrors: mirror.url, cache: 'local' }), verifyOffline],
      },
    };
    const first = actionOf(await room.run(jobs));
    expect(first).toMatchObject({ annotations: [], outputs: { 'cache-hit': 'false' } });
    const requests = mirror.requests.length;

    await room.emptyModuleCache();
    const outcome = await room.run(jobs);
    expect(outcome.exitCode).toBe(0);
    expect(mirror.requests).toHaveLength(requests);
    expect(actionOf(outcome)).toMatchObject({
      annotations: [],
      outputs: {
        'cache-hit': 'true',
        'cache-key': first.outputs['cache-key'],
        'cache-matched-key': first.outputs['cache-key'],
        attempts: '0',
        modules: '3',
      },
    });
  });
});
