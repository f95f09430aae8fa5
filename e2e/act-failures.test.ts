/** A network that fails, as the runner, the pages it shows and the later steps of the job see it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Mirror, type MirrorOptions, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { actionOf, onlyJob } from './act/outcome.ts';
import { type ActRoom, openActRoom } from './act/room.ts';
import { environmentShown, outputsShown } from './act/steps.ts';
import { findAct } from './act/tools.ts';
import { actionId, checkout, useAction } from './act/workflow.ts';
import { refusedUrl } from './places.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const beta = makeModule('example.com/beta/v2', 'v2.0.1');
const gamma = makeModule('example.com/Gamma', 'v0.3.0');
const modules = [alpha, beta, gamma];

let room: ActRoom;
const mirrors: Mirror[] = [];

beforeAll(findAct, 600_000);

beforeEach(async () => {
  room = await openActRoom();
  await writeProject(room.repository, { requires: modules });
});

afterEach(async () => {
  for (const mirror of mirrors.splice(0)) await mirror.close();
  await room.close();
});

async function serve(options: MirrorOptions = {}): Promise<Mirror> {
  const mirror = await startMirror({ modules, ...options });
  mirrors.push(mirror);
  return mirror;
}

test('a dead mirror before a good one: green, one warning, later steps build without it', async () => {
  const [dead, good] = [await refusedUrl(), await serve()];
  // A library: for a program all of the runtime would have to be compiled, and it has no part in this.
  const library = modules.map(({ path }) => `import _ "${path}"\n`).join('');
  await writeFile(join(room.repository, 'main.go'), `package project\n\n${library}`);
  const outcome = await room.run({
    build: {
      steps: [
        checkout,
        useAction({ mirrors: `${dead}\n${good.url}`, cache: 'off' }),
        environmentShown.step,
        { id: 'build', run: 'go build ./...' },
        // What the module cache lacks comes from the exported mirror.
        { id: 'fetch', run: 'GOMODCACHE=$PWD/empty go mod download -modcacherw' },
      ],
    },
  });
  expect(outcome.exitCode).toBe(0);
  const job = onlyJob(outcome);
  const action = actionOf(outcome);
  expect(action).toMatchObject({
    conclusion: 'success',
    annotations: [{ level: 'warning', failureClass: 'connect-refused' }],
    outputs: { 'failure-class': '', goproxy: good.url, modules: '3' },
  });
  expect(action.annotations[0]?.title).toContain(dead.replace('http://', ''));
  expect(environmentShown.of(job)).toMatchObject({ GOPROXY: good.url });
  expect(job.steps.get('build')).toMatchObject({ conclusion: 'success', lines: [] });
  expect(job.steps.get('fetch')).toMatchObject({ conclusion: 'success' });
  // By the action, and by a plain `go` that only had what the action exported.
  expect(good.requestsFor('/alpha/@v/v1.2.0.zip')).toHaveLength(2);
});

test('every mirror dead: red, one error with cause and remedy, outputs for the steps that still run', async () => {
  const [refused, failing] = [
    await refusedUrl(),
    await serve({ faults: [{ match: '', action: { kind: 'status', status: 503 } }] }),
  ];
  const outcome = await room.run({
    build: {
      steps: [
        checkout,
        useAction({ mirrors: `${refused}\n${failing.url}`, cache: 'local', profile: 'intranet' }),
        { id: 'build', run: 'go build ./...' },
        outputsShown.step,
        environmentShown.step,
        {
          id: 'react',
          if: `failure() && steps.${actionId}.outputs.failure-class == 'connect-refused'`,
          run: 'echo the network is down',
        },
      ],
    },
  });
  expect(outcome.exitCode).toBe(1);
  const job = onlyJob(outcome);
  expect(job.conclusion).toBe('failure');
  const action = actionOf(outcome);
  expect(action.conclusion).toBe('failure');
  const errors = action.annotations.filter(({ level }) => level === 'error');
  expect(errors).toMatchObject([{ failureClass: 'connect-refused' }]);
  expect(errors[0]?.message).toMatch(/\nWhere: .*\n(Tried: .*\n)?What to do: ./);
  expect(action.summary).toMatch(/Failed after .*connect-refused/);
  expect(action.summary).toContain('What to do:');
  expect(outputsShown.of(job)).toMatchObject({
    'failure-class': 'connect-refused',
    'cache-hit': 'false',
    'cache-key': expect.stringMatching(/^gmr-v1__/),
    'cache-matched-key': '',
    'downloaded-bytes': '0',
    goproxy: '',
    modules: '0',
  });
  expect(environmentShown.of(job)).not.toHaveProperty('GOPROXY');
  expect(job.steps.get('build')).toBeUndefined();
  expect(job.steps.get('react')).toMatchObject({
    conclusion: 'success',
    lines: ['the network is down'],
  });
});

test('a wrong hash: the annotation sits on its line of go.sum', async () => {
  const forged = makeModule(beta.path, beta.version, { 'beta.go': 'package beta // forged\n' });
  const mirror = await serve({ modules: [alpha, forged, gamma] });
  const outcome = await room.run({
    build: { steps: [checkout, useAction({ mirrors: mirror.url, cache: 'off' })] },
  });
  expect(outcome.exitCode).toBe(1);
  const { annotations } = actionOf(outcome);
  expect(annotations).toMatchObject([
    { level: 'error', failureClass: 'checksum-mismatch', file: 'go.sum', line: 5 },
  ]);
});
