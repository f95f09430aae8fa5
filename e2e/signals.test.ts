import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { seededRandom } from '../__tests__/support/random.ts';
import { openRoom, type Room, removeTree } from './harness.ts';
import { survivorsAfter } from './processes.ts';

const seed = 20_260_101;
const roundsPerSignal = 10;
const childLimitMs = 10_000;
/** About how long a run takes through the dripping mirror, and from the local cache: moments to kill at, milliseconds. */
const downloadingMs = 1_600;
const restoringMs = 500;

const noiseOf = seededRandom(seed);

/** Bytes that do not compress, so that the zips drip for a while. */
function noise(bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(noiseOf() * 256)));
}

const modules: readonly TestModule[] = Array.from({ length: 6 }, (_, i) =>
  makeModule(`example.com/module${i}`, `v1.0.${i}`, {
    'data.go': `package module${i}\n`,
    'data.bin': noise(40_000),
  }),
);

async function projectDigest(room: Room): Promise<string> {
  const digest = createHash('sha256');
  for (const name of (await readdir(room.project)).sort()) {
    digest.update(`${name}\0`).update(await readFile(join(room.project, name)));
  }
  return digest.digest('hex');
}

/** All that the local cache has is what go.sum names: with nothing else, no mirror is asked and nothing repaired. */
async function expectWholeCache(room: Room, mirror: Mirror, where: string): Promise<void> {
  const requests = mirror.requests.length;
  const outcome = await room.run({ inputs: { mirrors: mirror.url } });
  expect({ where, ...outcome }).toMatchObject({
    where,
    exitCode: 0,
    annotations: [],
    outputs: { 'cache-hit': 'true', modules: String(modules.length) },
  });
  expect({ where, requests: mirror.requests.length }).toEqual({ where, requests });
}

const onLinux = process.platform === 'linux' ? test.concurrent : test.concurrent.skip;

onLinux.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s at random moments: no child survives, nothing is damaged',
  async (signal) => {
    const room = await openRoom();
    await writeProject(room.project, { requires: modules });
    const mirror = await startMirror({
      modules,
      faults: [{ match: '.zip', action: { kind: 'drip', bytes: 2_000, everyMs: 50 } }],
    });
    try {
      await interruptRepeatedly(signal, room, mirror);
    } finally {
      await mirror.close();
      await room.close();
    }
  },
  180_000,
);

async function interruptRepeatedly(
  signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL',
  room: Room,
  mirror: Mirror,
): Promise<void> {
  const random = seededRandom(seed);
  const before = await projectDigest(room);
  const inputs = { mirrors: mirror.url };
  let interrupted = 0;
  for (let round = 1; round <= roundsPerSignal; round += 1) {
    const isCacheWarm = round > 1 && round % 2 === 1;
    const where = `${signal}, seed ${seed}, round ${round}`;
    const running = await room.start({ inputs });
    await pause(random() * (isCacheWarm ? restoringMs : downloadingMs));
    running.kill(signal);
    const killedAt = performance.now();
    const outcome = await running.ended;
    expect({ where, tookMs: performance.now() - killedAt < 8_000 }).toEqual({
      where,
      tookMs: true,
    });
    expect({ where, alive: await survivorsAfter(running.marker, childLimitMs) }).toEqual({
      where,
      alive: [],
    });
    if (outcome.exitCode !== 0) interrupted += 1;
    expect({ where, digest: await projectDigest(room) }).toEqual({ where, digest: before });
    // A run may be over before the signal, or the signal come before its handler: then there is nothing to tell.
    if (signal !== 'SIGKILL' && outcome.exitCode === 1) {
      expect({ where, class: outcome.outputs['failure-class'] }).toEqual({
        where,
        class: 'cancelled',
      });
      expect(outcome.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
    }
    // The next run goes on with what the killed one left in the module cache and in the local cache.
    const next = await room.run({ inputs });
    expect({ where, exitCode: next.exitCode, annotations: next.annotations }).toEqual({
      where,
      exitCode: 0,
      annotations: [],
    });
    await room.emptyModuleCache();
    // Before every second round the local cache stays: then the signal meets a run that restores from it.
    if (round % 2 === 1) {
      await expectWholeCache(room, mirror, where);
      await room.emptyModuleCache();
      await removeTree(room.toolCache);
    }
  }
  // A test whose signals all come too late proves nothing.
  expect(interrupted).toBeGreaterThanOrEqual(roundsPerSignal / 2);
  const left = (await readdir(join(room.directory, 'temp'))).filter(
    (name) => !/-(output|env|path|state|summary|report\.json|report-go-trace\.log)$/.test(name),
  );
  expect(left).toEqual([]);
}
