import { expect, test } from '@jest/globals';
import { keepingPace } from '../../src/upstream/pace.ts';
import { createFakeClock } from '../support/clock.ts';

const kibibyte = 1_024;
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
    for await (const chunk of keepingPace(body(), clock, () => canAskOther))
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
  for await (const chunk of keepingPace(body(), clock, () => true)) {
    await clock.advance(seconds(60));
    received += chunk.length;
  }
  expect(received).toBe(5);
});
