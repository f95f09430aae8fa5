/** The cache of the job's own service, here act's: protocol v1, as on a GitHub Enterprise Server. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { type AfreshOutcome, runAfresh } from './act/afresh.ts';
import { findArchives, listArchive } from './act/archives.ts';
import { actionOf } from './act/outcome.ts';
import { type ActRoom, type ActRunOptions, openActRoom } from './act/room.ts';
import { verifyOffline } from './act/steps.ts';
import { findAct } from './act/tools.ts';
import { checkout, useAction } from './act/workflow.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const newAlpha = makeModule('example.com/alpha', 'v1.3.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const gamma = makeModule('example.com/Gamma', 'v0.3.0');
const delta = makeModule('example.com/delta', 'v0.1.0');
const modules = [alpha, newAlpha, beta, gamma, delta];

let room: ActRoom;
let mirror: Mirror;

beforeAll(findAct, 600_000);

beforeEach(async () => {
  room = await openActRoom();
  mirror = await startMirror({ modules });
  await writeProject(room.repository, { requires: [alpha, beta, gamma] });
});

afterEach(async () => {
  await mirror.close();
  await room.close();
});

function run(
  inputs: Readonly<Record<string, string>>,
  options?: ActRunOptions,
): Promise<AfreshOutcome> {
  return runAfresh(room, mirror, inputs, options);
}

/** What a run leaves that succeeded with nothing to tell. */
const green = {
  exitCode: 0,
  isUsable: true,
  action: { conclusion: 'success', annotations: [] as readonly unknown[] },
};

function greenWith(outputs: Readonly<Record<string, string>>) {
  return { ...green, action: { ...green.action, outputs } };
}

const archives = () => findArchives(room.cacheService);

/** The archive that was saved since `earlier` was all there was. */
async function savedSince(earlier: readonly string[]): Promise<string> {
  const saved = (await archives()).filter((archive) => !earlier.includes(archive));
  expect(saved).toHaveLength(1);
  return saved[0] ?? '';
}

/** The three files of each module, as the layout of the download cache names them. */
function filesOf(...held: readonly { readonly path: string; readonly version: string }[]) {
  return held
    .flatMap(({ path, version }) => {
      const escaped = path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
      return ['info', 'mod', 'zip'].map((type) => `/${escaped}/@v/${version}.${type}`);
    })
    .sort();
}

/** Everything in the archive but directories; its modules are all of one host. */
async function contentOf(archive: string): Promise<readonly string[]> {
  const entries = (await listArchive(archive)).filter(({ kind }) => kind !== 'd');
  expect(entries.filter(({ kind }) => kind !== '-')).toEqual([]);
  return entries.map(({ name }) => name.slice(name.indexOf('/example.com/'))).sort();
}

describe.each([
  ['cache: github', { cache: 'github' }],
  ['cache: auto, by default', {}],
])('%s', (_, inputs) => {
  test('miss, exact hit, prefix hit that fetches the difference, exact hit of the pruned archive', async () => {
    const missed = await run(inputs);
    const { 'cache-key': key = '' } = missed.action.outputs;
    expect(missed).toMatchObject(greenWith({ 'cache-hit': 'false', 'cache-matched-key': '' }));
    expect(key).toMatch(/^gmr-v1__[0-9a-f]{32}_[0-9a-f]{32}$/);
    expect(missed.fetched).toEqual(filesOf(alpha, beta, gamma));
    const archive = await savedSince([]);
    expect(await contentOf(archive)).toEqual(filesOf(alpha, beta, gamma));

    const hit = await run(inputs);
    expect(hit).toMatchObject(
      greenWith({ 'cache-hit': 'true', 'cache-key': key, 'cache-matched-key': key, modules: '3' }),
    );
    expect(hit.asked).toEqual([]);
    expect(hit.log).toContain('Found this key');
    expect(await archives()).toEqual([archive]);

    await writeProject(room.repository, { requires: [newAlpha, beta, gamma, delta] });
    const partly = await run(inputs);
    const { 'cache-key': newKey = '' } = partly.action.outputs;
    expect(partly).toMatchObject(
      greenWith({ 'cache-hit': 'false', 'cache-matched-key': key, modules: '4' }),
    );
    expect(newKey.slice(0, -32)).toBe(key.slice(0, -32));
    expect(newKey).not.toBe(key);
    expect(partly.fetched).toEqual(filesOf(newAlpha, delta));
    expect(await contentOf(await savedSince([archive]))).toEqual(
      filesOf(newAlpha, beta, gamma, delta),
    );

    const hitAgain = await run(inputs);
    expect(hitAgain).toMatchObject(
      greenWith({ 'cache-hit': 'true', 'cache-matched-key': newKey, modules: '4' }),
    );
    expect(hitAgain.asked).toEqual([]);
  });
});

test('two jobs of a matrix race for one key: both green, and the next run hits', async () => {
  const other = await startMirror({ modules });
  const racing = [mirror, other];
  // No job goes on before each has missed the key and asked its own mirror: both come to save.
  const both = Promise.all(racing.map((each) => each.waitForRequest(() => true)));
  for (const each of racing) {
    each.setFaults([{ match: '', action: { kind: 'hold', until: both } }]);
  }
  try {
    const outcome = await room.run({
      build: {
        matrix: { mirror: racing.map(({ url }) => url) },
        env: { GOMODCACHE: `${room.moduleCache}/\${{ strategy.job-index }}` },
        steps: [
          checkout,
          useAction({ mirrors: `\${{ matrix.mirror }}`, cache: 'github' }),
          verifyOffline,
        ],
      },
    });
    expect(outcome.exitCode).toBe(0);
    expect(outcome.jobs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
    const actions = outcome.jobs.map((job) => actionOf(outcome, job));
    for (const { annotations, outputs } of actions) {
      expect(annotations).toEqual([]);
      expect(outputs).toMatchObject({ 'cache-hit': 'false', 'cache-matched-key': '' });
    }
    expect(new Set(actions.map(({ outputs }) => outputs['cache-key'])).size).toBe(1);
  } finally {
    await other.close();
  }
  const next = await run({ cache: 'github' });
  expect(next).toMatchObject(greenWith({ 'cache-hit': 'true', modules: '3' }));
  expect(next.asked).toEqual([]);
});

describe('a job without a cache service', () => {
  const withoutService = { hasCacheService: false };

  test('cache: github: green, with one warning', async () => {
    const outcome = await run({ cache: 'github' }, withoutService);
    expect(outcome).toMatchObject({
      exitCode: 0,
      isUsable: true,
      action: {
        annotations: [{ level: 'warning', failureClass: 'cache-service' }],
        outputs: { 'cache-hit': 'false', 'failure-class': '', modules: '3' },
      },
    });
  });

  test('cache: auto: the local cache, without a warning', async () => {
    const first = await run({}, withoutService);
    expect(first).toMatchObject(greenWith({ 'cache-hit': 'false' }));
    const second = await run({}, withoutService);
    expect(second).toMatchObject(greenWith({ 'cache-hit': 'true' }));
    expect(second.asked).toEqual([]);
    expect(await archives()).toEqual([]);
  });
});
