import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { markInUse, openMarks } from '../../src/cache/job-mark.ts';
import { ownerName } from '../../src/cache/owner.ts';
import { createFakeClock } from '../support/clock.ts';

const minute = 60_000;
const uuid = '00000000-0000-4000-8000-000000000000';
/** A process of another machine, of which only age tells something. */
const stranger = `0123456789ab-1-${uuid}.json`;
const module = 'm.example/a/@v/v1.0.0';
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-mark-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const marks = () => readdir(path.join(directory, 'jobs'));

async function putMark(name: string, content: string, ageMs = 0): Promise<string> {
  await mkdir(path.join(directory, 'jobs'), { recursive: true });
  const file = path.join(directory, 'jobs', name);
  await writeFile(file, content);
  const time = new Date(Date.now() - ageMs);
  await utimes(file, time, time);
  return file;
}

async function isInUse(use = module): Promise<boolean> {
  return (await openMarks(directory).read())(use);
}

test('what a job marks is in use until it removes the mark', async () => {
  const mark = await markInUse(directory, [module], createFakeClock());
  expect([await isInUse(), await isInUse('m.example/b/@v/v1.0.0')]).toEqual([true, false]);
  await mark.remove();
  expect([await isInUse(), await marks()]).toEqual([false, []]);
});

test('nobody has ever used an empty directory', async () => {
  expect(await isInUse()).toBe(false);
});

test('a mark that comes later is seen by who has read before', async () => {
  const reader = openMarks(directory);
  expect((await reader.read())(module)).toBe(false);
  const mark = await markInUse(directory, [module], createFakeClock());
  expect((await reader.read())(module)).toBe(true);
  await mark.remove();
  expect((await reader.read())(module)).toBe(false);
});

test.each([
  ['29 minutes old', 29 * minute, true],
  ['from a clock 5 minutes ahead', -5 * minute, true],
  ['31 minutes old', 31 * minute, false],
  ['of next year', -365 * 24 * 60 * minute, false],
])('a mark of another machine %s', async (_, ageMs, expected) => {
  await putMark(stranger, JSON.stringify({ uses: [module] }), ageMs);
  expect(await isInUse()).toBe(expected);
  expect(await marks()).toEqual(expected ? [stranger] : []);
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('a mark of a process of this machine that has ended counts no more', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  const name = `${ownerName(child.pid)}-${uuid}.json`;
  await putMark(name, JSON.stringify({ uses: [module] }));
  expect(await isInUse()).toBe(false);
  expect(await marks()).toEqual([]);
});

onLinux('what another user runs is not taken for gone', async () => {
  const name = `${ownerName(1)}-${uuid}.json`;
  await putMark(name, JSON.stringify({ uses: [module] }));
  expect(await isInUse()).toBe(true);
});

test.each([
  ['no JSON', '{'],
  ['another shape', '{"uses":1}'],
  ['no object', 'null'],
])('a mark that is %s keeps everything, as long as it is fresh', async (_, content) => {
  await putMark(stranger, content);
  expect(await isInUse('m.example/anything/@v/v1.0.0')).toBe(true);
  await putMark(stranger, content, 31 * minute);
  expect(await isInUse()).toBe(false);
});

test('files of others are neither marks nor removed', async () => {
  await putMark('README.txt', 'x', 999 * minute);
  expect(await isInUse()).toBe(false);
  expect(await marks()).toEqual(['README.txt']);
});

test('a mark is renewed every minute, and made again where it was taken for a dead one', async () => {
  const clock = createFakeClock();
  const mark = await markInUse(directory, [module], clock);
  const [name = ''] = await marks();
  const file = path.join(directory, 'jobs', name);
  const old = new Date(Date.now() - 20 * minute);
  await utimes(file, old, old);
  await clock.advance(minute);
  await until(async () => (await stat(file)).mtimeMs > old.getTime() + minute);
  await rm(file);
  await until(async () => clock.pendingDelays().length === 1);
  await clock.advance(minute);
  await until(async () => (await marks()).length === 1);
  expect(await isInUse()).toBe(true);
  await mark.remove();
  await clock.advance(10 * minute);
  expect(await marks()).toEqual([]);
});

/** Waits for what a renewal does on the thread pool. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
