import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Endpoint, endpointPath } from '../../src/module/endpoint.ts';
import { type Desk, openDesk } from '../../src/relay/desk.ts';
import { FetchAhead, type PrefetchOptions } from '../../src/relay/prefetch.ts';
import { type Relay, startRelay } from '../../src/relay/server.ts';
import { settle } from '../support/clock.ts';
import type { FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, type LabOptions, openLab } from '../upstream/lab.ts';
import { askRelay } from './client.ts';

const modules = ['a', 'b', 'c', 'd'].map((name) => makeModule(`example.com/${name}`, 'v1.0.0'));
const zips = modules.map((module): Endpoint => ({ kind: 'zip', module }));
const [zipA, zipB] = zips.map(endpointPath) as [string, string];
const bytesOfZip = (index: number) => modules[index]?.zip ?? Buffer.alloc(0);
const forged = makeModule('example.com/a', 'v1.0.0', { 'x.go': 'package a // forged\n' });

let mirror: Mirror;
let lab: Lab;
let desk: Desk;
let prefetch: FetchAhead;
let relay: Relay;

async function open(
  labOptions: Partial<LabOptions> = {},
  options: Partial<PrefetchOptions> = {},
): Promise<void> {
  lab = await openLab({ mirrors: [mirror.url], sums: modules, ...labOptions });
  desk = openDesk({
    tools: lab.tools,
    gate: lab.gate,
    signal: lab.signal,
    sumdb: async () => ({ kind: 'absent', failure: { class: 'http-not-found', detail: 'none' } }),
    ready: Promise.resolve(),
    onTaken: () => prefetch.fileTaken(),
  });
  prefetch = new FetchAhead({
    desk,
    searches: 64,
    freeBytes: async () => 1e12,
    ready: Promise.resolve(),
    signal: lab.signal,
    ...options,
  });
  relay = await startRelay((endpoint) => desk.answer(endpoint));
}

beforeEach(async () => {
  mirror = await startMirror({ modules });
});

afterEach(async () => {
  await prefetch.stop();
  await relay.close();
  expect([...lab.spool.held]).toEqual([]);
  expect(await readdir(lab.directory)).toEqual([]);
  await lab.close();
  await mirror.close();
});

function suffer(match: string, action: FaultAction): void {
  mirror.setFaults([{ match, action }]);
}

/** Starts the prefetch and lets time pass until so many files wait for `go`. */
async function waitFor(files: readonly Endpoint[], waiting = files.length): Promise<void> {
  prefetch.start(async () => files);
  const arrived = async () => {
    while (lab.spool.held.size < waiting) await settle();
    await settle();
  };
  await lab.drive(arrived());
}

const ask = (file: string) => lab.drive(askRelay(relay.url, file));
const asked = () => mirror.requests.map(({ path }) => path.slice(1));

describe('a file that was fetched ahead', () => {
  test('is given to go without another request, once, and then freed', async () => {
    await open();
    await waitFor(zips.slice(0, 1));
    expect(desk.waitingBytes).toBe(bytesOfZip(0).length);
    const got = await ask(zipA);
    expect([got.status, got.body.equals(bytesOfZip(0))]).toEqual([200, true]);
    expect(asked()).toEqual([zipA]);
    expect(desk.waitingBytes).toBe(0);
    expect([...desk.servedZips]).toEqual(['example.com/a@v1.0.0']);
    while (lab.spool.held.size > 0) await settle();
    expect((await ask(zipA)).status).toBe(200);
    expect(asked()).toEqual([zipA, zipA]);
  });

  test('is freed at the end where go did not ask for it', async () => {
    await open();
    await waitFor(zips);
    await prefetch.stop();
    expect(lab.spool.held.size).toBe(0);
    expect(desk.waitingBytes).toBe(0);
    expect(desk.servedZips.size).toBe(0);
  });

  test('is the same for all who ask at once', async () => {
    await open();
    await waitFor(zips.slice(0, 1));
    const all = await Promise.all(Array.from({ length: 4 }, () => ask(zipA)));
    expect(all.every(({ body }) => body.equals(bytesOfZip(0)))).toBe(true);
  });
});

describe('what is fetched ahead', () => {
  test('comes in the order given, all side by side', async () => {
    const gate = Promise.withResolvers<void>();
    suffer('', { kind: 'hold', until: gate.promise });
    await open();
    prefetch.start(async () => zips);
    await mirror.waitForRequest(() => mirror.requests.length === zips.length);
    expect(new Set(asked())).toEqual(new Set(zips.map(endpointPath)));
    gate.resolve();
  });

  test('goes on the way once, however often it is started', async () => {
    await open();
    await waitFor(zips);
    await waitFor(zips);
    expect(asked()).toHaveLength(zips.length);
  });

  test('is not what go has asked for already', async () => {
    await open();
    await ask(zipA);
    while (lab.spool.held.size > 0) await settle();
    await waitFor(zips, zips.length - 1);
    expect(asked().filter((path) => path === zipA)).toHaveLength(1);
  });

  test('is not asked for again by a go that comes while it is on its way', async () => {
    const gate = Promise.withResolvers<void>();
    suffer('', { kind: 'hold', until: gate.promise });
    await open();
    prefetch.start(async () => zips.slice(0, 1));
    await mirror.waitForRequest(() => true);
    const asking = ask(zipA);
    await settle();
    gate.resolve();
    expect((await asking).body.equals(bytesOfZip(0))).toBe(true);
    expect(asked()).toEqual([zipA]);
  });

  test('is overtaken by what go asks for, also where that waits as foreseen', async () => {
    const gate = Promise.withResolvers<void>();
    suffer('', { kind: 'hold', until: gate.promise });
    await open({ concurrency: 1 });
    prefetch.start(async () => zips);
    await mirror.waitForRequest(() => true);
    await settle();
    const last = endpointPath(zips.at(-1) as Endpoint);
    const asking = ask(last);
    await settle();
    gate.resolve();
    await asking;
    expect(asked().slice(0, 2)).toEqual([zipA, last]);
  });

  test('waits until the mirrors are known', async () => {
    const ready = Promise.withResolvers<void>();
    await open({}, { ready: ready.promise });
    prefetch.start(async () => zips);
    await settle();
    expect(asked()).toEqual([]);
    ready.resolve();
    await waitFor(zips);
  });

  test('stops where enough waits, and goes on when go has taken some', async () => {
    const size = bytesOfZip(0).length;
    // A quarter of what is free: as much as one file.
    await open({}, { searches: 1, freeBytes: async () => 4 * size });
    await waitFor(zips, 1);
    expect(asked()).toEqual([zipA]);
    await ask(zipA);
    while (asked().length < 2 || desk.waitingBytes === 0) await settle();
    expect(asked()).toEqual([zipA, zipB]);
  });

  test('is broken off at the end, and leaves nothing behind', async () => {
    suffer('', { kind: 'stall', afterBytes: 10 });
    await open();
    prefetch.start(async () => zips);
    await mirror.waitForRequest(() => mirror.requests.length === zips.length);
    await prefetch.stop();
    expect(lab.tools.journal.attempts.map(({ outcome }) => outcome)).toEqual(
      zips.map(() => 'cancelled'),
    );
  });
});

describe('what could not be had ahead', () => {
  test.each<[string, FaultAction]>([
    ['an outage', { kind: 'status', status: 500 }],
    ['an absence', { kind: 'status', status: 404 }],
  ])('%s is no failure, and go asks anew', async (_name, action) => {
    await open({ limits: { retries: 0 } });
    await ask('example.com/b/@v/v1.0.0.mod');
    suffer(zipA, action);
    prefetch.start(async () => zips.slice(0, 1));
    const isOver = async () => {
      while (lab.tools.journal.attempts.length < 2) await settle();
      // The search still waits for what an outage might bring back.
      while (lab.clock.pendingDelays().length > 0) await settle();
    };
    await lab.drive(isOver());
    expect([desk.failures, desk.absences]).toEqual([[], []]);
    mirror.setFaults([]);
    expect((await ask(zipA)).body.equals(bytesOfZip(0))).toBe(true);
    expect(desk.failures).toEqual([]);
  });

  test('wrong lines of go.sum for files that go never reads speak against no mirror', async () => {
    mirror.setFaults(
      ['a', 'b', 'c'].map((name) => ({
        match: `example.com/${name}/@v/v1.0.0.mod`,
        action: { kind: 'body', body: Buffer.from(`module example.com/${name}\n\ngo 1.99\n`) },
      })),
    );
    await open();
    const mods = modules.slice(0, 3).map((module): Endpoint => ({ kind: 'mod', module }));
    prefetch.start(async () => mods);
    const isOver = async () => {
      // With one mirror wrong bytes are fetched twice.
      while (lab.tools.journal.attempts.length < 6) await settle();
      while (lab.clock.pendingDelays().length > 0) await settle();
    };
    await lab.drive(isOver());
    expect(lab.tools.journal.attempts.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 6 }, () => 'checksum-mismatch'),
    );
    expect((await ask(zipA)).body.equals(bytesOfZip(0))).toBe(true);
  });

  test.each<[string, FaultAction, string]>([
    ['wrong bytes', { kind: 'body', body: forged.zip }, 'checksum-mismatch'],
    ['a refusal', { kind: 'status', status: 403 }, 'http-auth'],
  ])('%s are final, and a failure only where go asks', async (_name, action, failureClass) => {
    suffer(zipA, action);
    await open({ isPublic: () => false });
    prefetch.start(async () => zips.slice(0, 1));
    const isOver = async () => {
      // With one mirror wrong bytes are fetched twice.
      while (lab.tools.journal.attempts.length < (failureClass === 'http-auth' ? 1 : 2)) {
        await settle();
      }
      await settle();
    };
    await lab.drive(isOver());
    const requests = mirror.requests.length;
    desk.startRun('fail');
    expect(desk.failures).toEqual([]);
    expect((await ask(zipA)).status).toBe(502);
    expect(desk.failures).toMatchObject([{ class: failureClass }]);
    desk.startRun('fail');
    expect(desk.failures).toMatchObject([{ class: failureClass }]);
    expect(mirror.requests).toHaveLength(requests);
  });

  test.each<[string, Partial<PrefetchOptions>, Promise<readonly Endpoint[]>]>([
    ['a list of files', {}, new Promise(() => {})],
    ['the free space', { freeBytes: () => new Promise(() => {}) }, Promise.resolve(zips)],
    ['mirrors', { ready: new Promise(() => {}) }, Promise.resolve(zips)],
  ])('%s that never come hold up no end', async (_name, options, files) => {
    await open({}, options);
    prefetch.start(() => files);
    await prefetch.stop();
    expect(asked()).toEqual([]);
  });

  test('a list that cannot be made is no failure', async () => {
    await open();
    prefetch.start(async () => {
      throw new Error('no such directory');
    });
    await settle();
    expect((await ask(zipA)).status).toBe(200);
  });
});
