import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FailureError } from '../../src/failure.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { type Lane, RequestGate, type Turn } from '../../src/upstream/request-gate.ts';
import { createFakeClock, type FakeClock, settle } from '../support/clock.ts';

const mirror = (name: string): MirrorEntry => ({
  kind: 'mirror',
  url: `https://${name}.example`,
  name,
  isPublic: true,
});
const a = mirror('a');
const b = mirror('b');
const throttled = new FailureError({ class: 'http-throttled', status: 429, detail: 'slow down' });

let clock: FakeClock;
let gate: RequestGate;
let log: string[];
const { signal } = new AbortController();

beforeEach(() => {
  clock = createFakeClock();
  log = [];
});

/** Asks for a turn and notes its name when it comes; resolves to the turn. */
async function enter(lane: Lane, name: string, to = a, until = signal): Promise<Turn> {
  const turn = await lane.enter(to, until);
  log.push(name);
  return turn;
}

/** One request of `purpose`, in flight as soon as the gate lets it. */
function request(purpose: 'asked' | 'foreseen', name: string, to = a) {
  const lane = gate.lane(purpose);
  const end = Promise.withResolvers<void>();
  const over = enter(lane, name, to).then((turn) => turn.during(() => end.promise));
  over.catch(() => {});
  return { lane, over, end: () => end.resolve(), fail: () => end.reject(throttled) };
}

describe('the gate', () => {
  test('lets so many in as allowed, and the next one when one is through', async () => {
    gate = new RequestGate(2, clock);
    const [first] = [request('asked', '1'), request('asked', '2'), request('asked', '3')];
    await settle();
    expect(log).toEqual(['1', '2']);
    first?.end();
    await settle();
    expect(log).toEqual(['1', '2', '3']);
  });

  test('lets 48 go to one mirror, and the others of 64 elsewhere', async () => {
    gate = new RequestGate(64, clock);
    for (let i = 0; i < 60; i += 1) request('asked', 'a');
    for (let i = 0; i < 20; i += 1) request('asked', 'b', b);
    await settle();
    expect(log.filter((name) => name === 'a')).toHaveLength(48);
    expect(log.filter((name) => name === 'b')).toHaveLength(16);
  });

  test('lets what go asks for go before what is foreseen, the earlier before the later', async () => {
    gate = new RequestGate(1, clock);
    const first = request('asked', 'first');
    const waiting = [
      request('foreseen', 'foreseen 1'),
      request('asked', 'asked 1'),
      request('foreseen', 'foreseen 2'),
      request('asked', 'asked 2'),
    ];
    for (const { end } of [first, ...waiting]) {
      await settle();
      end();
    }
    await settle();
    expect(log).toEqual(['first', 'asked 1', 'asked 2', 'foreseen 1', 'foreseen 2']);
  });

  test('keeps room for what go asks for', async () => {
    gate = new RequestGate(8, clock);
    for (let i = 0; i < 10; i += 1) request('foreseen', 'foreseen');
    await settle();
    expect(log).toHaveLength(7);
    request('asked', 'asked');
    await settle();
    expect(log.at(-1)).toBe('asked');
  });

  test('lets a foreseen request that go asks for overtake', async () => {
    gate = new RequestGate(1, clock);
    const first = request('asked', 'first');
    request('foreseen', 'earlier');
    const promoted = request('foreseen', 'promoted');
    await settle();
    promoted.lane.promote();
    first.end();
    await settle();
    expect(log).toEqual(['first', 'promoted']);
  });

  test('counts a promoted request in flight as asked for', async () => {
    gate = new RequestGate(8, clock);
    const running = Array.from({ length: 8 }, (_, i) => request('foreseen', `${i}`));
    await settle();
    expect(log).toHaveLength(7);
    running[0]?.lane.promote();
    await settle();
    expect(log).toHaveLength(8);
  });

  test('says whether one had to wait, and passes on what is given back', async () => {
    gate = new RequestGate(1, clock);
    const turn = await enter(gate.lane('asked'), 'first');
    const waiting = enter(gate.lane('asked'), 'second');
    turn.giveBack();
    expect([turn.hasWaited, (await waiting).hasWaited]).toEqual([false, true]);
  });

  test('a wait that is aborted ends with the reason and is in nobody’s way', async () => {
    gate = new RequestGate(1, clock);
    const first = request('asked', 'first');
    const controller = new AbortController();
    const left = enter(gate.lane('asked'), 'left', a, controller.signal);
    const last = request('asked', 'last');
    controller.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    first.end();
    last.end();
    await last.over;
    expect(log).toEqual(['first', 'last']);
    await expect(gate.lane('asked').enter(a, controller.signal)).rejects.toThrow('enough');
  });

  test('lets fewer go to a mirror that throttles, and as many as before to another', async () => {
    gate = new RequestGate(64, clock);
    const first = request('asked', 'first');
    await settle();
    await clock.advance(1);
    first.fail();
    await expect(first.over).rejects.toBe(throttled);
    for (let i = 0; i < 30; i += 1) request('asked', 'a');
    for (let i = 0; i < 30; i += 1) request('asked', 'b', b);
    await settle();
    expect(log.filter((name) => name === 'a')).toHaveLength(24);
    expect(log.filter((name) => name === 'b')).toHaveLength(30);
  });

  test('never exceeds a bound and lets everybody through in the end', async () => {
    const anyRequest = fc.record({
      purpose: fc.constantFrom('asked' as const, 'foreseen' as const),
      to: fc.constantFrom(a, b),
      fails: fc.boolean(),
      promote: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(anyRequest, { maxLength: 30 }),
        async (most, requests) => {
          const tight = new RequestGate(most, createFakeClock());
          let inFlight = 0;
          let highest = 0;
          const all = requests.map(async ({ purpose, to, fails, promote }) => {
            const lane = tight.lane(purpose);
            const entering = lane.enter(to, signal);
            if (promote) lane.promote();
            const turn = await entering;
            const asking = turn.during(async () => {
              inFlight += 1;
              highest = Math.max(highest, inFlight);
              await Promise.resolve();
              inFlight -= 1;
              if (fails) throw throttled;
            });
            await asking.catch(() => {});
          });
          await Promise.all(all);
          expect(highest).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 50 },
    );
  });
});
