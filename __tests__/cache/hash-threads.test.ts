import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkModules } from '../../src/cache/hash-threads.ts';
import type { ModuleCheck } from '../../src/cache/module-check.ts';
import { workerScript } from './hash-worker-script.ts';

/** As if each were worth a thread of its own. */
const bytes = 1024 ** 3;
const { signal } = new AbortController();
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gmr-test-threads-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function place() {
  return { moduleCacheDirectory: directory, downloadDirectory: directory };
}

/** Modules of which every third has a damaged .info. */
async function makeModules(count: number): Promise<readonly ModuleCheck[]> {
  const checks: ModuleCheck[] = [];
  for (let index = 0; index < count; index += 1) {
    const versions = path.join(directory, `x.org/m${index}/@v`);
    await mkdir(versions, { recursive: true });
    const version = index % 3 === 0 ? 'v9.9.9' : 'v1.0.0';
    await writeFile(path.join(versions, 'v1.0.0.info'), JSON.stringify({ Version: version }));
    checks.push({ module: { path: `x.org/m${index}`, version: 'v1.0.0' }, info: true });
  }
  return checks;
}

function script(text: string): Promise<string> {
  const file = path.join(directory, 'script.mjs');
  return writeFile(file, text).then(() => file);
}

const failsAtTheThird = `
import { parentPort } from 'node:worker_threads';
const { checkModule } = await import(${JSON.stringify(new URL('../../src/cache/module-check.js', import.meta.url).href)});
let tasks = 0;
parentPort.on('message', async ({ place, checks }) => {
  tasks += 1;
  if (tasks === 3) throw new Error('lost');
  parentPort.postMessage({ checked: await Promise.all(checks.map((check) => checkModule(place, check))) });
});
`;

test.each<readonly [string, () => string | undefined | Promise<string>]>([
  ['in threads', () => workerScript],
  ['without any', () => undefined],
  ['where the script is missing', () => path.join(directory, 'none.js')],
  ['where the script is broken', () => script('not a script')],
  ['where a thread ends at once', () => script('process.exit(0)')],
  ['where each thread is lost at its third task', () => script(failsAtTheThird)],
])('every module is checked once: %s', async (_name, choose) => {
  const checks = await makeModules(30);
  const options = { workerScript: await choose(), signal };
  const checked = await checkModules(
    place(),
    checks.map((check) => ({ check, bytes })),
    options,
  );
  expect(checks.map((check) => checked.get(check)?.damages.length)).toEqual(
    checks.map((_, index) => (index % 3 === 0 ? 1 : 0)),
  );
});

test('little work starts no thread', async () => {
  const checks = await makeModules(5);
  const neverAnswers = await script('setInterval(() => {}, 1000)');
  const weighed = checks.map((check) => ({ check, bytes: 1000 }));
  const checked = await checkModules(place(), weighed, { workerScript: neverAnswers, signal });
  expect(checked.size).toBe(5);
});

test('an abort ends threads that never answer', async () => {
  const checks = await makeModules(5);
  const neverAnswers = await script(
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => {})',
  );
  const controller = new AbortController();
  const weighed = checks.map((check) => ({ check, bytes }));
  const checking = checkModules(place(), weighed, {
    workerScript: neverAnswers,
    signal: controller.signal,
  });
  const reason = new Error('over');
  setImmediate(() => controller.abort(reason));
  await expect(checking).rejects.toBe(reason);
});

test('an error that is no module’s comes back from a thread as what it is', async () => {
  const checks = await makeModules(5);
  const full = await script(
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => parentPort.postMessage({ error: { message: "m", code: "EMFILE", path: "/p" } }))',
  );
  const weighed = checks.map((check) => ({ check, bytes }));
  await expect(
    checkModules(place(), weighed, { workerScript: full, signal }),
  ).rejects.toMatchObject({
    failure: { class: 'permission', obstacle: 'too-many-open-files' },
  });
});
