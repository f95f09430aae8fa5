/**
 * Jobs that install the same Go into one tool cache, one of them killed with SIGKILL: at any time, or just when its tree gets
 * its name. Whatever then passes for a Go is whole, and the next job has one and clears away what was left.
 *
 * A few rounds by default; `npm run stress` plays twenty. STRESS_SEED repeats the choice of moments.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seededRandom } from '../__tests__/support/random.ts';
import {
  hashOf,
  packToolchain,
  tinyRelease,
  toolchainOf,
} from '../__tests__/toolchain/tiny-toolchain.ts';
import { formatModule } from '../src/module/path.ts';
import { findInstalled, placeOf } from '../src/toolchain/tool-cache.ts';
import type { InstallTask } from './toolchain/install-process.ts';
import { hashInstalled } from './toolchain/installed-hash.ts';

const rounds = Number(process.env['STRESS_ROUNDS'] ?? 2);
const seed = Number(process.env['STRESS_SEED'] ?? 1);
const script = fileURLToPath(new URL('toolchain/install-process.js', import.meta.url));

const version = '1.25.3';
const module = formatModule(toolchainOf(version));
const entry = { version, arch: 'x64' };
const isElsewhere = process.platform === 'win32';

let directory: string;
let task: InstallTask;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-e2e-toolchain-'));
  const zip = packToolchain(version, bigRelease());
  await writeFile(join(directory, 'zip'), zip);
  const hash = await hashOf(zip, version);
  task = { zip: join(directory, 'zip'), hash, root: join(directory, 'tools'), version };
}, 60_000);
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A third of the files that a real one has, of the sizes that those have; less for a round or two. */
const files = rounds > 2 ? 4_000 : 600;

function bigRelease() {
  const noise = seededRandom(7);
  const text = () => Array.from({ length: 1_500 }, () => noise().toString(36).slice(2)).join('\n');
  const texts = Array.from({ length: 20 }, text);
  const sources = Array.from({ length: files }, (_, index) => {
    const content = texts[index % texts.length]?.slice(0, noise() * 20_000) ?? '';
    return [`src/p${index % 150}/f${index}.go`, `// ${index}\n${content}`];
  });
  return { ...tinyRelease(version), ...Object.fromEntries(sources) };
}

function start(): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: 'inherit' });
  return { child, ended: once(child, 'exit').then(([code]) => code) };
}

async function run(): Promise<void> {
  expect(await start().ended).toBe(0);
}

const find = () => findInstalled({ root: task.root, ...entry });

/** What passes for a Go is one: every file has the proven content, the command runs. */
async function expectWhole(goroot: string): Promise<void> {
  expect(await hashInstalled(goroot, module)).toBe(task.hash);
  const { stdout } = await promisify(execFile)(join(goroot, 'bin', 'go'));
  expect(stdout).toContain(`go${version}`);
}

/** Ends `victim` as soon as a tree gets its name, which is when a marker is still to be written. */
function killWhenPlaced(victim: ChildProcess, directory: string) {
  const watcher = watch(directory, (_event, name) => {
    if (name === entry.arch) victim.kill('SIGKILL');
  });
  return () => watcher.close();
}

const stress = isElsewhere ? test.skip : test;

stress(
  'killed at random: never a half Go that passes for a whole one',
  async () => {
    const random = seededRandom(seed);
    const place = placeOf({ root: task.root, ...entry });
    const startedAt = performance.now();
    await run();
    const wholeMs = performance.now() - startedAt;
    await expectWhole((await find()) ?? '');
    const seen = { killed: 0, nothing: 0, whole: 0, unmarked: 0 };
    for (let round = 1; round <= rounds; round += 1) {
      // As if it had never been there; what a round before left stays.
      await rm(place.marker, { force: true });
      if (round % 4 !== 0) await rm(place.directory, { recursive: true, force: true });
      await mkdir(join(place.directory, '..'), { recursive: true });
      const victim = start();
      const other = round % 3 === 0 ? start() : undefined;
      let stop = () => {};
      if (round % 2 === 0) stop = killWhenPlaced(victim.child, join(place.directory, '..'));
      else void pause(random() * wholeMs).then(() => victim.child.kill('SIGKILL'));
      const code = await victim.ended;
      stop();
      if (code === null) seen.killed += 1;
      else expect(code).toBe(0);

      const goroot = await find();
      if (goroot !== undefined) await expectWhole(goroot);
      const hasTree = (await readdir(join(place.directory, '..'))).includes(entry.arch);
      seen[goroot !== undefined ? 'whole' : hasTree ? 'unmarked' : 'nothing'] += 1;

      if (other) expect(await other.ended).toBe(0);
      await run();
      expect(await find()).toBe(place.directory);
      await expectWhole(place.directory);
      expect(await readdir(place.tool)).toEqual([version]);
      expect((await readdir(join(place.directory, '..'))).toSorted()).toEqual([
        'x64',
        'x64.complete',
      ]);
    }
    expect(seen.killed).toBeGreaterThan(0);
    process.stdout.write(`${rounds} rounds: ${JSON.stringify(seen)}\n`);
  },
  900_000,
);
