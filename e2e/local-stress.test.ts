/**
 * Eight jobs on one local directory, half of them killed with SIGKILL: at any time, and just while they write there. After
 * every round all that lies at its final name is whole, and nothing is lost that was there before.
 *
 * A few rounds by default; `npm run stress` plays twenty. STRESS_SEED repeats the choice of victims and moments.
 */
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Mirror, startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, type TestModule, writeProject } from '../__tests__/support/modules.ts';
import { seededRandom } from '../__tests__/support/random.ts';
import { type Outcome, openRoom, type Room, type Running } from './harness.ts';
import { findOrdinaryUser, giveAway } from './ordinary-user.ts';
import { survivorsAfter } from './processes.ts';
import { findMountObstacle, mountSmallDisk } from './small-disk.ts';

const rounds = Number(process.env['STRESS_ROUNDS'] ?? 2);
const seed = Number(process.env['STRESS_SEED'] ?? 1);
const jobs = 8;
/** No job of these takes a tenth of it: one that does waits for somebody. */
const mostMs = 60_000;

const user = await findOrdinaryUser();
const noDisk = await findMountObstacle();

/** Skipped tests are counted, and their names say why. */
function stress(name: string, obstacle: string | undefined, work: () => Promise<void>): void {
  if (obstacle === undefined) test(name, work, 600_000);
  else test.skip(`${name} (skipped: ${obstacle})`, work);
}

const noise = seededRandom(7);
const blob = () => Array.from({ length: 20_000 }, () => noise().toString(36).slice(2, 12)).join('');

const common = Array.from({ length: 3 }, (_, index) =>
  makeModule(`example.com/common${index}`, 'v1.0.0', bigFiles('common'), { method: 'store' }),
);
/** Two jobs share the modules of a pair: both write the same files at the same time. */
const ofPair = (pair: number, round: number) =>
  Array.from({ length: 2 }, (_, index) =>
    makeModule(`example.com/pair${pair}x${index}`, `v1.${round}.0`, bigFiles('pair'), {
      method: 'store',
    }),
  );

function bigFiles(name: string) {
  return { [`${name}.go`]: `package ${name}\n`, 'data.txt': blob() };
}

let rooms: readonly Room[];
let mirror: Mirror;
const sets: (readonly (readonly TestModule[])[])[] = [];

beforeEach(async () => {
  rooms = await Promise.all(Array.from({ length: jobs }, () => openRoom({ user: 'ordinary' })));
  sets.length = 0;
  // One round before the kills, and one after.
  for (let round = 0; round < rounds + 2; round += 1) {
    sets.push([0, 1, 2, 3].map((pair) => [...common, ...ofPair(pair, round)]));
  }
  mirror = await startMirror({ modules: [...common, ...sets.flat(2)] });
});

afterEach(async () => {
  await mirror.close();
  await Promise.all(rooms.map((room) => room.close()));
});

interface Round {
  readonly directory: string;
  readonly round: number;
  readonly victims: readonly number[];
  readonly random: () => number;
}

/** Runs all jobs with the modules of `round`; what became of each. */
async function play({ directory, round, victims, random }: Round): Promise<readonly Outcome[]> {
  await Promise.all(
    rooms.map(async (room, job) => {
      const requires = sets[round]?.[job % 4] ?? [];
      await room.emptyModuleCache();
      await writeProject(room.project, { requires, imports: [] });
    }),
  );
  const running = await Promise.all(rooms.map((room) => start(room, directory)));
  const watcher = killWhileWriting(
    directory,
    running,
    victims.filter((job) => job % 2 === 0),
    random,
  );
  const atAnyTime = victims.filter((job) => job % 2 === 1);
  await Promise.all(
    atAnyTime.map(async (job) => {
      await pause(random() * 3_000);
      running[job]?.kill('SIGKILL');
    }),
  );
  const outcomes = await Promise.all(running.map(({ ended }) => ended));
  watcher.close();
  // What a killed job started ends by itself, since nobody serves it any more.
  for (const { marker } of running) expect(await survivorsAfter(marker, 20_000)).toEqual([]);
  return outcomes;
}

function start(room: Room, directory: string): Promise<Running> {
  return room.start({
    inputs: {
      mirrors: mirror.url,
      profile: 'intranet',
      cache: 'local',
      'cache-dir': directory,
      'cache-max-size': 'none',
    },
  });
}

/** Kills a victim a few milliseconds after it began to write into the directory. */
function killWhileWriting(
  directory: string,
  running: readonly Running[],
  victims: readonly number[],
  random: () => number,
): FSWatcher {
  return watch(directory, (_event, name) => {
    const pid = Number(/^\.gmr-staging-[0-9a-f]+-(\d+)-/.exec(name ?? '')?.[1]);
    const victim = victims.find((job) => running[job]?.pid === pid);
    if (victim === undefined) return;
    // Not always the first time: that is the mark, what is saved comes later.
    if (random() < 0.6) void pause(random() * 25).then(() => running[victim]?.kill('SIGKILL'));
  });
}

/** The names of all files below `download`, each of them whole. */
async function audit(directory: string): Promise<ReadonlySet<string>> {
  const truth = new Map<string, Buffer>();
  for (const { path, version, zip, mod, info } of [...common, ...sets.flat(2)]) {
    for (const [ending, bytes] of Object.entries({ zip, mod, info })) {
      truth.set(`${path}/@v/${version}.${ending}`, bytes);
    }
  }
  const download = join(directory, 'download');
  const entries = await readdir(download, { recursive: true, withFileTypes: true });
  const names = new Set<string>();
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(download.length + 1);
    if (!truth.get(name)?.equals(await readFile(file))) throw new Error(`${name} is damaged`);
    names.add(name);
  }
  return names;
}

function expectNothingLost(before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  expect([...before].filter((name) => !after.has(name))).toEqual([]);
}

function chooseVictims(random: () => number): readonly number[] {
  const order = Array.from({ length: jobs }, (_, job) => ({ job, at: random() }));
  return order
    .sort((a, b) => a.at - b.at)
    .slice(0, jobs / 2)
    .map(({ job }) => job);
}

/** All jobs once more, undisturbed, and then with nobody to ask: the directory has everything, and no leftovers. */
async function expectWhole(directory: string, round: number, random: () => number): Promise<void> {
  const last = { directory, round, victims: [], random };
  for (const outcome of await play(last)) expectGreen(outcome);
  const asked = mirror.requests.length;
  for (const outcome of await play(last)) {
    expectGreen(outcome);
    expect(outcome.outputs['cache-hit']).toBe('true');
  }
  expect(mirror.requests).toHaveLength(asked);
  await audit(directory);
  expect((await readdir(directory)).toSorted()).toEqual(['download', 'jobs', 'keys']);
}

function expectGreen(outcome: Outcome): void {
  expect(outcome).toMatchObject({ exitCode: 0, annotations: [] });
  expect(outcome.wallMs).toBeLessThan(mostMs);
}

stress('killed at random: no damage, no deadlock, no lost entry', user.why, async () => {
  const random = seededRandom(seed);
  const [first] = rooms;
  const directory = join(first?.directory ?? '', 'shared');
  await mkdir(directory);
  // The other rooms' jobs use it, too, and may start before the room's own.
  await giveAway(first?.directory ?? '');
  for (const outcome of await play({ directory, round: 0, victims: [], random })) {
    expectGreen(outcome);
  }
  let before = await audit(directory);
  let killed = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const outcomes = await play({ directory, round, victims: chooseVictims(random), random });
    for (const outcome of outcomes) {
      if (outcome.exitCode === null) killed += 1;
      else expectGreen(outcome);
    }
    const after = await audit(directory);
    expectNothingLost(before, after);
    before = after;
  }
  expect(killed).toBeGreaterThan(0);
  await expectWhole(directory, rounds + 1, random);
  process.stdout.write(`${rounds} rounds, ${killed} of ${rounds * jobs} jobs killed\n`);
});

stress('the same on a disk that is 95 % full', user.why ?? noDisk, async () => {
  const random = seededRandom(seed + 1);
  const disk = await mountSmallDisk(16);
  try {
    const directory = join(disk.directory, 'shared');
    await mkdir(directory);
    await giveAway(directory);
    for (const outcome of await play({ directory, round: 0, victims: [], random })) {
      expectGreen(outcome);
    }
    const filler = join(disk.directory, 'filler');
    const { bavail, bsize, blocks } = await statfs(disk.directory);
    await writeFile(filler, Buffer.alloc(bsize * (bavail - Math.floor(blocks / 20))));
    let before = await audit(directory);
    let full = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const outcomes = await play({ directory, round, victims: chooseVictims(random), random });
      for (const { exitCode, annotations, wallMs } of outcomes) {
        if (exitCode !== null) expect([exitCode, wallMs < mostMs]).toEqual([0, true]);
        for (const { level, failureClass } of annotations) {
          expect([level, failureClass]).toEqual(['warning', 'disk-full']);
          full += 1;
        }
      }
      const after = await audit(directory);
      expectNothingLost(before, after);
      before = after;
    }
    expect(full).toBeGreaterThan(0);
    await rm(filler);
    await expectWhole(directory, rounds + 1, random);
    process.stdout.write(`${rounds} rounds, ${full} warnings of a full disk\n`);
  } finally {
    await disk.unmount();
  }
});
