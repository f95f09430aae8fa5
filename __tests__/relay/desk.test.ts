import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Desk, type DirectRule, openDesk } from '../../src/relay/desk.ts';
import { type Relay, startRelay } from '../../src/relay/server.ts';
import { settle } from '../support/clock.ts';
import type { FaultAction } from '../support/faults.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, openLab } from '../upstream/lab.ts';
import { askRelay } from './client.ts';

const small = makeModule('example.com/small', 'v1.0.0');
const forged = makeModule('example.com/small', 'v1.0.0', { 'x.go': 'package small // forged\n' });
const large = makeModule(
  'example.com/large',
  'v1.0.0',
  { 'data.bin': randomBytes(9 * 1024 * 1024) },
  { method: 'store' },
);
const smallZip = 'example.com/small/@v/v1.0.0.zip';
const largeZip = 'example.com/large/@v/v1.0.0.zip';

let mirror: Mirror;
let lab: Lab;
let desk: Desk;
let relay: Relay;
let direct: Map<string, DirectRule>;

beforeEach(async () => {
  mirror = await startMirror({ modules: [small, large] });
  lab = await openLab({ mirrors: [mirror.url], sums: [small, large], isPublic: () => false });
  desk = openDesk({
    tools: lab.tools,
    gate: lab.gate,
    signal: lab.signal,
    sumdb: async () => ({ kind: 'absent', failure: { class: 'http-not-found', detail: 'none' } }),
    ready: Promise.resolve(),
    directFor: (path) => direct.get(path) ?? 'after-mirrors',
  });
  direct = new Map();
  relay = await startRelay((endpoint) => desk.answer(endpoint));
});

afterEach(async () => {
  await relay.close();
  await lab.close();
  await mirror.close();
});

function suffer(action: FaultAction): void {
  mirror.setFaults([{ match: () => true, action }]);
}

async function ask(file: string, signal?: AbortSignal) {
  return lab.drive(askRelay(relay.url, file, signal && { signal }));
}

describe('a file', () => {
  test.each<[string, string, Buffer]>([
    ['small, from memory', smallZip, small.zip],
    ['large, from disk', largeZip, large.zip],
  ])('that is %s comes byte for byte and leaves nothing behind', async (_name, path, bytes) => {
    const got = await ask(path);
    expect([got.status, got.body.equals(bytes)]).toEqual([200, true]);
    while (lab.spool.held.size > 0) await settle();
    expect(await readdir(lab.directory)).toEqual([]);
  });

  test.each<[string, (take: () => Promise<unknown>) => Promise<unknown>]>([
    ['taken', (take) => take()],
    ['never asked for', () => desk.forgetForeseen()],
  ])('given from elsewhere and %s costs no request and leaves nothing', async (_name, use) => {
    const intake = lab.spool.open(small.zip.length);
    await intake.append(small.zip);
    const module = { path: 'example.com/small', version: 'v1.0.0' };
    desk.give({ kind: 'zip', module }, await intake.finish());
    expect(desk.waitingBytes).toBe(small.zip.length);
    await use(async () => {
      const got = await ask(smallZip);
      expect([got.status, got.body.equals(small.zip)]).toEqual([200, true]);
    });
    expect(desk.waitingBytes).toBe(0);
    expect(mirror.requests).toHaveLength(0);
    while ((await readdir(lab.directory)).length > 0) await settle();
  });

  test('that is a toolchain comes by the way that proves it, whatever go.sum and mirrors have', async () => {
    const module = { path: 'golang.org/toolchain', version: 'v0.0.1-go1.99.0.linux-amd64' };
    const asked: string[] = [];
    const proving = openDesk({
      tools: lab.tools,
      gate: lab.gate,
      signal: lab.signal,
      sumdb: async () => ({ kind: 'absent', failure: { class: 'http-not-found', detail: 'none' } }),
      ready: Promise.resolve(),
      fetchToolchain: async ({ version }) => {
        asked.push(version);
        return { kind: 'failed', failure: { class: 'sumdb-mismatch', detail: 'not proven' } };
      },
    });
    const answer = await proving.answer({ kind: 'zip', module });
    expect(answer).toMatchObject({ status: 502 });
    expect(asked).toEqual([module.version]);
    expect(mirror.requests).toHaveLength(0);
  });

  test('asked for many times at once is fetched once, and freed once', async () => {
    const gate = Promise.withResolvers<void>();
    suffer({ kind: 'hold', until: gate.promise });
    const asking = Promise.all(Array.from({ length: 5 }, () => askRelay(relay.url, smallZip)));
    await mirror.waitForRequest(() => true);
    await settle();
    gate.resolve();
    const all = await lab.drive(asking);
    expect(all.every(({ body }) => body.equals(small.zip))).toBe(true);
    expect(mirror.requests).toHaveLength(1);
    while (lab.spool.held.size > 0) await settle();
    expect([...desk.servedZips]).toEqual(['example.com/small@v1.0.0']);
  });

  test('whose client leaves in the middle is removed', async () => {
    const gate = Promise.withResolvers<void>();
    suffer({ kind: 'hold', until: gate.promise });
    const client = new AbortController();
    const left = askRelay(relay.url, largeZip, { signal: client.signal }).catch(() => 'left');
    await mirror.waitForRequest(() => true);
    client.abort();
    expect(await left).toBe('left');
    await settle();
    gate.resolve();
    while (!lab.tools.journal.attempts.some(({ outcome }) => outcome === 'ok')) await settle();
    while (lab.spool.held.size > 0) await settle();
    expect(await readdir(lab.directory)).toEqual([]);
  });
});

describe('what cannot be had', () => {
  test.each<[string, FaultAction, number, number, string]>([
    ['an outage', { kind: 'status', status: 503 }, 502, 404, 'http-server'],
    ['a refusal', { kind: 'status', status: 403 }, 502, 502, 'http-auth'],
    ['wrong bytes', { kind: 'body', body: forged.zip }, 502, 502, 'checksum-mismatch'],
  ])('%s', async (_name, action, status, statusBeforeDirect, failureClass) => {
    suffer(action);
    const first = await ask(smallZip);
    expect(first.status).toBe(status);
    expect(first.body.toString()).toMatch(new RegExp(`^${failureClass}: .`));
    desk.startRun('direct');
    expect((await ask(smallZip)).status).toBe(statusBeforeDirect);
    expect(desk.failures).toMatchObject([{ class: failureClass }]);
  });

  test.each<[string, FaultAction]>([
    ['wrong bytes', { kind: 'body', body: forged.zip }],
    ['a refusal', { kind: 'status', status: 401 }],
  ])('%s are final: no further request is made', async (_name, action) => {
    suffer(action);
    await ask(smallZip);
    const requests = mirror.requests.length;
    desk.startRun('fail');
    expect(desk.failures).toHaveLength(1);
    expect((await ask(smallZip)).status).toBe(502);
    expect(mirror.requests).toHaveLength(requests);
  });

  test('of a module that has no other place never sends go on to direct', async () => {
    direct.set('example.com/small', 'never').set('example.com/none', 'never');
    expect((await ask('example.com/none/@v/v1.0.0.zip')).status).toBe(502);
    expect(desk.absences).toMatchObject([{ class: 'http-not-found' }]);
    expect(desk.failures).toEqual([]);
    suffer({ kind: 'status', status: 503 });
    desk.startRun('direct');
    expect((await ask(smallZip)).status).toBe(502);
    expect((await ask('example.com/small/@latest')).status).toBe(502);
  });

  test('of a module for git alone is nobody asked', async () => {
    direct.set('example.com/small', 'at-once');
    expect((await ask(smallZip)).status).toBe(404);
    expect(mirror.requests).toEqual([]);
    expect([...desk.failures, ...desk.absences]).toEqual([]);
  });

  test('an absence is a 404 and no failure', async () => {
    expect((await ask('example.com/none/@v/v1.0.0.zip')).status).toBe(404);
    expect(desk.failures).toEqual([]);
    expect(desk.absences).toMatchObject([{ class: 'http-not-found' }]);
    desk.startRun('fail');
    expect(desk.absences).toEqual([]);
  });

  test('what the checksum database does not have is no absence of a module', async () => {
    expect((await ask('sumdb/sum.example/supported')).status).toBe(404);
    expect(desk.absences).toEqual([]);
  });

  test('a failure that a later request mends is none', async () => {
    await ask('example.com/small/@v/v1.0.0.mod');
    suffer({ kind: 'status', status: 500 });
    expect((await ask(smallZip)).status).toBe(502);
    mirror.setFaults([]);
    expect((await ask(smallZip)).status).toBe(200);
    expect(desk.failures).toEqual([]);
  });

  test('the end of the run is a 502 with its class', async () => {
    suffer({ kind: 'never-answer' });
    const asking = askRelay(relay.url, smallZip);
    await mirror.waitForRequest(() => true);
    lab.abort(new Error('over'));
    expect((await asking).status).toBe(502);
  });
});
