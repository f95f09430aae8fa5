import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../src/effects.ts';
import { keepingPace } from '../../src/upstream/pace.ts';
import { createFakeClock } from '../support/clock.ts';

const kibibyte = 1_024;
const breakOff = () => {};
const seconds = (count: number) => count * 1_000;

interface Row {
  /** Bytes of each chunk, one every ten seconds. */
  readonly chunks: readonly number[];
  readonly canAskOther?: boolean;
}

test.each<[string, Row, 'complete' | 'stall']>([
  ['1 KiB/s', { chunks: Array(9).fill(10 * kibibyte) }, 'complete'],
  ['a byte less every ten seconds', { chunks: Array(9).fill(10 * kibibyte - 1) }, 'stall'],
  ['silent for a while, then fast', { chunks: [1, 1, 31 * kibibyte, 1] }, 'complete'],
  ['slow, and nobody else to ask', { chunks: Array(9).fill(1), canAskOther: false }, 'complete'],
  ['slow to its end, which is near', { chunks: [1, 1, 1] }, 'complete'],
  ['slow in its second half', { chunks: [...Array(6).fill(90 * kibibyte), 1, 1, 1, 1] }, 'stall'],
])('%s', async (_name, { chunks, canAskOther = true }, expected) => {
  const clock = createFakeClock();
  async function* body() {
    for (const bytes of chunks) {
      await clock.advance(seconds(10));
      yield Buffer.alloc(bytes);
    }
  }
  const read = async () => {
    let received = 0;
    for await (const chunk of keepingPace(body(), {
      clock,
      stallMs: seconds(60),
      canAskOther: () => canAskOther,
      breakOff,
    }))
      received += chunk.length;
    return received;
  };
  if (expected === 'complete') {
    expect(await read()).toBe(chunks.reduce((sum, bytes) => sum + bytes, 0));
  } else {
    await expect(read()).rejects.toMatchObject({ failure: { class: 'stall', phase: 'body' } });
  }
});

test('the time that the reader takes is not the mirror’s', async () => {
  const clock = createFakeClock();
  async function* body() {
    for (let count = 0; count < 5; count += 1) yield Buffer.alloc(1);
  }
  let received = 0;
  for await (const chunk of keepingPace(body(), {
    clock,
    stallMs: seconds(60),
    canAskOther: () => true,
    breakOff,
  })) {
    await clock.advance(seconds(60));
    received += chunk.length;
  }
  expect(received).toBe(5);
});

const silentFor = (clock: Clock, stallMs: number, mayLeaveSilent: () => boolean) => ({
  clock,
  stallMs,
  canAskOther: () => false,
  mayLeaveSilent,
  breakOff,
});

describe('a body that falls silent', () => {
  /** Sends one byte and nothing more; says whether it was broken off. */
  function silentBody() {
    const state = { isBrokenOff: false };
    const body: AsyncIterable<Buffer> = {
      [Symbol.asyncIterator]: () => {
        let sent = false;
        return {
          next: () => {
            if (sent) return new Promise(() => {});
            sent = true;
            return Promise.resolve({ done: false, value: Buffer.alloc(1) });
          },
          return: async () => {
            state.isBrokenOff = true;
            return { done: true, value: undefined };
          },
        };
      },
    };
    return { state, body };
  }

  test('is left after a while, once another mirror can be asked', async () => {
    const clock = createFakeClock();
    const { state, body } = silentBody();
    let canAskOther = false;
    const reading = (async () => {
      for await (const _ of keepingPace(
        body,
        silentFor(clock, seconds(15), () => canAskOther),
      ));
    })();
    let failure: unknown;
    reading.catch((thrown: unknown) => {
      failure = thrown;
    });
    await clock.advance(seconds(10));
    expect([failure, state.isBrokenOff]).toEqual([undefined, false]);
    canAskOther = true;
    await clock.advance(seconds(1));
    expect(failure).toMatchObject({ failure: { class: 'stall', phase: 'body', receivedBytes: 1 } });
    expect(state.isBrokenOff).toBe(true);
  });

  test.each([
    ['three seconds', 15, 3],
    ['a fifth of a long limit', 30, 6],
    ['never longer than the limit itself', 1, 1],
  ])('%s', async (_name, stallSeconds, expected) => {
    const clock = createFakeClock();
    let isOver = false;
    const reading = (async () => {
      for await (const _ of keepingPace(
        silentBody().body,
        silentFor(clock, seconds(stallSeconds), () => true),
      ));
    })();
    reading.catch(() => {
      isOver = true;
    });
    await clock.advance(seconds(expected) - 1);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect(isOver).toBe(true);
  });

  test('is ended behind what reads it, which would wait for its next byte', async () => {
    const clock = createFakeClock();
    const reasons: unknown[] = [];
    const { promise: cut, reject } = Promise.withResolvers<never>();
    async function* waiting(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(1);
      yield await cut;
    }
    const options = {
      ...silentFor(clock, seconds(15), () => true),
      breakOff: (reason: Error) => {
        reasons.push(reason);
        reject(reason);
      },
    };
    const reading = (async () => {
      for await (const _ of keepingPace(waiting(), options));
    })();
    reading.catch(() => {});
    await clock.advance(seconds(3));
    await expect(reading).rejects.toMatchObject({ failure: { class: 'stall', phase: 'body' } });
    expect(reasons).toHaveLength(1);
  });
});
