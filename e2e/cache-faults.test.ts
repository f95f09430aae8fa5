/**
 * The product on a cache service that fails: one fault on one call, once or always. Once is survived without a word;
 * always costs one warning and nothing else.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Call, describeCall } from './cache-service/calls.ts';
import type { CacheFault } from './cache-service/faults.ts';
import { expectGreen, type Job, withJob } from './cache-service/job.ts';
import {
  type CacheServers,
  type CacheService,
  startCacheServers,
} from './cache-service/service.ts';
import { prepare } from './cache-service/wire.ts';
import type { Outcome } from './harness.ts';
import { survivorsAfter } from './processes.ts';

let servers: CacheServers;
/** What a run without faults saved. */
let saved: { readonly key: string; readonly version: string; readonly archive: Buffer };

const inJob = (work: (job: Job) => Promise<void>) => withJob(servers, work);

beforeAll(async () => {
  servers = await startCacheServers();
  await inJob(async ({ service, run, expectWhole }) => {
    expect(await run()).toMatchObject({ exitCode: 0, annotations: [] });
    await expectWhole(1);
    const [entry] = service.entries;
    if (entry === undefined) throw new Error('nothing was saved');
    saved = { ...entry, archive: await servers.store.read(entry.blob) };
  });
}, 300_000);

afterAll(() => servers.stop());

type Kind = CacheFault['kind'];

const causes: Readonly<Record<Kind, RegExp>> = {
  reset: /connection-reset/,
  stall: /stall/,
  'stall-in-body': /stall/,
  '5xx': /http-server.*503/,
  cut: /connection-reset|truncated/,
};

function expectOneWarning({ annotations }: Outcome, message: RegExp): void {
  expect(annotations).toMatchObject([
    {
      level: 'warning',
      failureClass: 'cache-service',
      message: expect.stringMatching(message),
    },
  ]);
}

async function expectExactHit({ run, mirror }: Job): Promise<void> {
  const asked = mirror.requests.length;
  const outcome = await run();
  expectGreen(outcome);
  expect(outcome).toMatchObject({ annotations: [], outputs: { 'cache-hit': 'true' } });
  expect(mirror.requests).toHaveLength(asked);
}

function faultOf(call: Call, kind: Kind, times?: number): CacheFault {
  return { call, kind, ...(times !== undefined && { times }) } as CacheFault;
}

const callsSince = (service: CacheService, start: number) =>
  service.calls.slice(start).map(describeCall);

/** As documented: three, but two where each costs a whole time limit. */
const triesOf = (kind: Kind) => (kind === 'stall' ? 2 : 3);

const allTries = (call: Call, kind: Kind) => Array(triesOf(kind)).fill(`${call} ${kind}`);

const kinds = ['reset', 'stall', '5xx', 'cut'] as const;
const whileRestoring: readonly (readonly [Call, Kind])[] = [
  ...kinds.map((kind) => ['lookup', kind] as const),
  ...kinds.map((kind) => ['download', kind] as const),
  ['download', 'stall-in-body'],
];
const whileSaving = (['reserve', 'upload', 'finalize'] as const).flatMap((call) =>
  kinds.map((kind) => [call, kind] as const),
);
/** A download goes on where it broke, as long as every connection brings something. */
const isContinued = ([call, kind]: readonly [Call, Kind]) =>
  call === 'download' && (kind === 'cut' || kind === 'stall-in-body');

test.concurrent.each(whileRestoring)('once %s, %s: an exact hit all the same', (call, kind) =>
  inJob(async (job) => {
    const { service } = job;
    await prepare(service, 'lookup', saved.archive, saved);
    const start = service.calls.length;
    await service.setFault(faultOf(call, kind, 1));
    await expectExactHit(job);
    expect(callsSince(service, start)).toContain(`${call} ${kind}`);
  }),
);

test.concurrent.each(whileRestoring.filter((row) => !isContinued(row)))(
  'always %s, %s: one warning, the mirrors serve, nothing is saved',
  (call, kind) =>
    inJob(async (job) => {
      const { service, run, expectWhole } = job;
      await prepare(service, 'lookup', saved.archive, saved);
      const start = service.calls.length;
      await service.setFault(faultOf(call, kind));
      const outcome = await run();
      expectGreen(outcome);
      expectOneWarning(outcome, causes[kind]);
      expect(outcome.outputs['cache-hit']).toBe('false');
      const before = call === 'download' ? ['lookup 200'] : [];
      expect(callsSince(service, start)).toEqual([...before, ...allTries(call, kind)]);
      await expectWhole(1);

      await service.setFault(undefined);
      await expectExactHit(job);
    }),
);

test.concurrent.each(whileRestoring.filter(isContinued))(
  'always %s, %s: goes on until all is there',
  (call, kind) =>
    inJob(async (job) => {
      await prepare(job.service, 'lookup', saved.archive, saved);
      await job.service.setFault(faultOf(call, kind));
      await expectExactHit(job);
      expect(callsSince(job.service, 0).filter((one) => one.endsWith(kind)).length).toBeGreaterThan(
        1,
      );
    }),
);

test.concurrent.each(whileSaving)('once %s, %s: saved all the same', (call, kind) =>
  inJob(async (job) => {
    const { service, run, expectWhole } = job;
    await service.setFault(faultOf(call, kind, 1));
    const outcome = await run();
    expectGreen(outcome);
    expect(outcome.annotations).toEqual([]);
    expect(callsSince(service, 0)).toContain(`${call} ${kind}`);
    await expectWhole(1);
    await expectExactHit(job);
  }),
);

test.concurrent.each(whileSaving)(
  'always %s, %s: one warning, nothing is finished, the next run is none the worse',
  (call, kind) =>
    inJob(async ({ service, run, expectWhole }) => {
      await service.setFault(faultOf(call, kind));
      const first = await run();
      expectGreen(first);
      expectOneWarning(first, causes[kind]);
      const calls = callsSince(service, 0);
      expect(calls.slice(-triesOf(kind))).toEqual(allTries(call, kind));
      expect(calls.filter((one) => one.endsWith(kind))).toHaveLength(triesOf(kind));
      await expectWhole(0);

      await service.setFault(undefined);
      const second = await run();
      expectGreen(second);
      expect(second.annotations).toEqual([]);
      // A key that was reserved and never finished is taken: the service gives it to nobody else.
      await expectWhole(call === 'reserve' ? 1 : 0);
    }),
);

test.concurrent('only the answer to a reservation is lost: one warning, and not "another job"', () =>
  inJob(async ({ service, run, expectWhole }) => {
    await service.setFault({ call: 'reserve', kind: 'reset', times: 1, isRequestDone: true });
    const outcome = await run();
    expectGreen(outcome);
    expectOneWarning(outcome, causes.reset);
    expect(outcome.stdout).not.toContain('another job');
    expect(callsSince(service, 0)).toEqual(['lookup 200', 'reserve reset', 'reserve 409']);
    await expectWhole(0);
  }));

test.concurrent.each(['upload', 'finalize'] as const)(
  'only the answer to %s is lost: saved all the same',
  (call) =>
    inJob(async (job) => {
      await job.service.setFault({ call, kind: 'reset', times: 1, isRequestDone: true });
      const outcome = await job.run();
      expectGreen(outcome);
      expect(outcome.annotations).toEqual([]);
      await job.expectWhole(1);
    }),
);

test.concurrent('what lasts longer than the limit in the log is ended there', () =>
  inJob(async ({ service, run }) => {
    await service.setFault({ call: 'lookup', kind: 'stall' });
    const outcome = await run({ timeout: '15s' });
    expectGreen(outcome);
    expect(outcome.stdout).toMatch(/in the cache service, within 5s$/m);
    expectOneWarning(outcome, /the lookup did not end within 5s/);
  }));

const damages: readonly (readonly [string, (archive: Buffer) => Buffer])[] = [
  ['half of it', (archive) => archive.subarray(0, archive.length / 2)],
  ['nothing', () => Buffer.alloc(0)],
  [
    'another bit in the middle',
    (archive) => {
      const copy = Buffer.from(archive);
      copy.writeUInt8(copy.readUInt8(copy.length >> 1) ^ 1, copy.length >> 1);
      return copy;
    },
  ],
];

test.concurrent.each(damages)(
  'the archive of the key is %s: one warning, the mirrors serve',
  (_name, damage) =>
    inJob(async ({ service, run }) => {
      await prepare(service, 'lookup', damage(saved.archive), saved);
      const outcome = await run();
      expectGreen(outcome);
      expectOneWarning(outcome, /the archive was not unpacked: it/);
    }),
);

test.concurrent.each([
  ['SIGTERM', 1],
  ['SIGKILL', null],
] as const)(
  '%s while the service stalls leaves no process and nothing finished',
  (signal, exitCode) =>
    inJob(async ({ room, service, options, expectWhole }) => {
      await service.setFault({ call: 'upload', kind: 'stall' });
      const running = await room.start(options());
      await service.untilHarmed(1);
      running.kill(signal);
      expect(await running.ended).toMatchObject({ exitCode });
      // All that the action starts for the cache has a directory of this room in its environment.
      expect(await survivorsAfter(room.directory, 8_000)).toEqual([]);
      await expectWhole(0);
    }),
);
