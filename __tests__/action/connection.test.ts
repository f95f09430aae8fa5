import { mkdtemp, rm } from 'node:fs/promises';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Connection, type ConnectionOptions, connect } from '../../src/action/connection.ts';
import { indexSums } from '../../src/module/gosum.ts';
import { createJournal } from '../../src/upstream/journal.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { patientLimits } from '../upstream/lab.ts';

const silent = { info() {}, debug() {}, startGroup() {}, endGroup() {} };

let mirror: Mirror;
let directory: string;
let connection: Connection | undefined;

beforeEach(async () => {
  mirror = await startMirror({ modules: [] });
  directory = await mkdtemp(join(tmpdir(), 'gmr-connection-'));
  connection = undefined;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await connection?.close();
  await mirror.close();
  await rm(directory, { recursive: true, force: true });
});

function options(wantsRelay: boolean): ConnectionOptions {
  const entry = { kind: 'mirror', url: mirror.url, name: 'mirror', isPublic: false } as const;
  return {
    effects: {
      clock: createFakeClock(),
      random: () => 0.5,
      log: silent,
      env: {},
      platform: 'linux',
    },
    list: { groups: [[entry]], ending: 'none', endingAfter: 'any-error' },
    shippedMirrors: [],
    limits: patientLimits,
    concurrency: 64,
    sums: indexSums([]),
    isPrivate: () => false,
    goVersion: '1.26.9',
    http: { router: () => ({ kind: 'direct' }), certificates: [] },
    journal: createJournal(),
    directory,
    signal: new AbortController().signal,
    wantsRelay,
    wantsDatabase: false,
    onBytes: () => {},
    tell: () => {},
  };
}

test('the relay listens where it is wanted, and the mirrors are probed', async () => {
  connection = await connect(options(true));
  expect(connection.relayUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/./);
  expect(connection.relayUrl.endsWith(connection.relayToken)).toBe(true);
  await connection.ready;
  expect(mirror.requests).toHaveLength(1);
});

test('nothing listens where go asks the mirrors itself, and they are probed all the same', async () => {
  const listen = jest.spyOn(Server.prototype, 'listen');
  connection = await connect(options(false));
  expect(listen).not.toHaveBeenCalled();
  expect([connection.relayUrl, connection.relayToken]).toEqual(['', '']);
  await connection.ready;
  expect(mirror.requests).toHaveLength(1);
});

test('a relay that cannot listen leaves no probe behind', async () => {
  jest.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
    queueMicrotask(() => this.emit('error', new Error('no port left')));
    return this;
  });
  await expect(connect(options(true))).rejects.toMatchObject({ failure: { class: 'internal' } });
  expect(mirror.requests).toHaveLength(0);
});
