/** Runs whose archive must not reach the job's cache service: for what they are, or for how they ended. */
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { runAfresh } from './act/afresh.ts';
import { findArchives } from './act/archives.ts';
import { type ActRoom, openActRoom } from './act/room.ts';
import { findAct } from './act/tools.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const modules = [alpha, beta];
const inputs = { cache: 'github', profile: 'intranet' };

let room: ActRoom;
let mirror: Mirror;

beforeAll(findAct, 600_000);

beforeEach(async () => {
  room = await openActRoom();
  mirror = await startMirror({ modules });
  await writeProject(room.repository, { requires: modules });
});

afterEach(async () => {
  await mirror.close();
  await room.close();
});

const missed = { 'cache-hit': 'false', 'cache-matched-key': '' };
const pushToBranch = { event: 'push', payload: { ref: 'refs/heads/main' } };

const events = [
  {
    event: 'pull_request_target',
    payload: { pull_request: { base: { ref: 'main' }, head: { ref: 'topic' } } },
    ref: 'refs/heads/main',
  },
  { event: 'workflow_run', payload: { workflow_run: {} }, ref: 'refs/heads/main' },
  { event: 'release', payload: { release: { tag_name: 'v1.0.0' } }, ref: 'refs/tags/v1.0.0' },
  { event: 'push', payload: { ref: 'refs/tags/v1.0.0' }, ref: 'refs/tags/v1.0.0' },
] as const;

test.each(events)('$event of $ref restores, and does not save', async ({ event, payload, ref }) => {
  const unsaved = await runAfresh(room, mirror, inputs, { event, payload });
  expect(unsaved).toMatchObject({
    exitCode: 0,
    action: { annotations: [], outputs: missed },
    // Without this nothing here would be about the event.
    environment: { GITHUB_EVENT_NAME: event, GITHUB_REF: ref },
  });
  expect(unsaved.log).toContain('Not saved: ');
  expect(await findArchives(room.cacheService)).toEqual([]);

  const saved = await runAfresh(room, mirror, inputs, pushToBranch);
  expect(saved).toMatchObject({ exitCode: 0, action: { annotations: [], outputs: missed } });
  expect(await findArchives(room.cacheService)).toHaveLength(1);

  const restored = await runAfresh(room, mirror, inputs, { event, payload });
  expect(restored).toMatchObject({
    exitCode: 0,
    isUsable: true,
    action: { annotations: [], outputs: { 'cache-hit': 'true', modules: '2' } },
  });
  expect(restored.asked).toEqual([]);
});

test('a run that failed saves nothing, and the next one saves all', async () => {
  const zip = '/beta/v2/@v/v2.0.1.zip';
  mirror.setFaults([{ match: zip, action: { kind: 'status', status: 503 } }]);
  const failed = await runAfresh(room, mirror, inputs);
  expect(failed).toMatchObject({
    exitCode: 1,
    action: { conclusion: 'failure', outputs: { ...missed, 'failure-class': 'http-server' } },
  });
  expect(await findArchives(room.cacheService)).toEqual([]);

  mirror.setFaults([]);
  const saved = await runAfresh(room, mirror, inputs);
  expect(saved).toMatchObject({ exitCode: 0, action: { annotations: [], outputs: missed } });
  expect(saved.fetched).toContain('/example.com/alpha/@v/v1.2.0.zip');
  expect(await findArchives(room.cacheService)).toHaveLength(1);
});
