import { randomBytes } from 'node:crypto';
import { access, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { seededRandom } from '../__tests__/support/random.ts';
import { testAsOrdinaryUser as test } from './as-ordinary-user.ts';
import { type Outcome, openRoom, type Room } from './harness.ts';
import { type Cut, startLink } from './link.ts';
import { expectVerifiedOffline } from './verified.ts';

/** All at once: most of a run's time is the wait for an answer that does not come. `npm run stress` plays twenty. */
const points = process.env['STRESS_ROUNDS'] === undefined ? 10 : 20;
const sideBySide = 10;
/** Of the step; a quarter of it is kept for going on without the network. */
const timeoutSeconds = 20;
const random = seededRandom(Number(process.env['E2E_SEED'] ?? 7));

const make = (name: string, version: string) =>
  makeModule(`example.com/${name}`, version, {
    [`${name}.go`]: `package ${name}\n`,
    // Zips of a size that a cut can fall into.
    'data.bin': randomBytes(20_000 + Math.floor(random() * 60_000)),
  });
const kept = ['a', 'b', 'c', 'd'].map((name) => make(name, 'v1.0.0'));
const before = [...kept, ...['e', 'f', 'g', 'h'].map((name) => make(name, 'v1.0.0'))];
const after = [
  ...kept,
  ...['e', 'f', 'g', 'h'].map((name) => make(name, 'v1.1.0')),
  ...['i', 'j'].map((name) => make(name, 'v1.0.0')),
];
const nameOf = ({ path, version }: Pick<TestModule, 'path' | 'version'>) => `${path}@${version}`;
const newBytes = after
  .filter((module) => !kept.includes(module))
  .reduce((sum, { zip }) => sum + zip.length, 0);

let mirror: Mirror;
let older: Room;

/** A cache of the older versions, as an earlier job left it. */
beforeAll(async () => {
  mirror = await startMirror({ modules: [...before, ...after] });
  older = await openRoom({ user: 'ordinary' });
  await writeProject(older.project, { requires: before });
  const outcome = await older.run({ inputs: { mirrors: mirror.url, cache: 'local' } });
  expect(outcome).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await older.close();
  await mirror.close();
});

test(`a network that is cut at ${points} random points never hangs and never leaves half a cache`, async () => {
  const plans = Array.from({ length: points }, (_, index) => ({
    cut: (index % 2 === 0 ? 'frozen' : 'down') as Cut,
    bytes: Math.floor(random() * newBytes * 1.15),
  }));
  const queue = plans.values();
  const ends: string[] = [];
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      for (const { cut, bytes } of queue) ends.push(await cutAt(cut, bytes));
    }),
  );
  expect(ends).toHaveLength(points);
  // The points lie before and behind the end of the download.
  expect(new Set(ends)).toEqual(new Set(['', 'offline-miss']));
});

/** One run over a link that is cut, looked at from all sides; its failure class. */
async function cutAt(cut: Cut, bytes: number): Promise<string> {
  const link = await startLink(mirror.port, cut, bytes);
  const room = await openRoom({ user: 'ordinary' });
  try {
    await writeProject(room.project, { requires: after });
    await cp(older.toolCache, room.toolCache, { recursive: true });
    const inputs = {
      mirrors: link.url,
      cache: 'local',
      profile: 'intranet',
      'connect-timeout': '1s',
      'stall-timeout': '1s',
      retries: '1',
      timeout: `${timeoutSeconds}s`,
      diagnose: 'never',
    };
    const outcome = await room.run({ inputs });
    const failureClass = outcome.outputs['failure-class'] ?? 'none told';
    const told = { cut, bytes, failureClass, output: outcome.stdout.slice(-3_000) };
    expect(told).toEqual({ ...told, failureClass: expect.stringMatching(/^(offline-miss)?$/) });

    expect(outcome.wallMs).toBeLessThan((timeoutSeconds + 8) * 1_000);
    if (failureClass === '') {
      await expectVerifiedOffline(room);
      return failureClass;
    }

    expect({ ...told, missing: missingIn(outcome) }).toMatchObject({
      missing: await lackingIn(room),
    });
    expect(link.isCut).toBe(true);
    for (const name of missingIn(outcome)) expect(outcome.summary).toContain(plain(name));

    // The network is back.
    const verified = await room.go(['mod', 'verify'], { GOPROXY: mirror.url });
    expect({ cut, bytes, ...verified }).toMatchObject({ ...verified, exitCode: 0 });
    const online = await room.run({ inputs: { ...inputs, mirrors: mirror.url } });
    expect(online).toMatchObject({ exitCode: 0, annotations: [] });
    await expectVerifiedOffline(room);
    return failureClass;
  } finally {
    await link.close();
    await room.close();
  }
}

function missingIn({ report }: Outcome): readonly string[] {
  return (report?.findings ?? []).flatMap(({ failure }) =>
    failure.class === 'offline-miss' ? [failure.module ?? ''] : [],
  );
}

/** As the summary's Markdown writes it. */
function plain(name: string): string {
  return name.replace('@', '&#64;');
}

async function lackingIn({ moduleCache }: Room): Promise<readonly string[]> {
  const lacking: string[] = [];
  for (const module of after) {
    const stem = join(moduleCache, 'cache', 'download', module.path, '@v', module.version);
    const files = ['info', 'mod', 'zip'].map((kind) => access(`${stem}.${kind}`));
    await Promise.all(files).catch(() => lacking.push(nameOf(module)));
  }
  return lacking.sort();
}
