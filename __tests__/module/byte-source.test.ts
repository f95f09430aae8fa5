import { expect, test } from '@jest/globals';
import { handleSource } from '../../src/module/byte-source.ts';

/** A file whose every read gives at most three bytes, as a network file system may. */
function stutteringHandle(content: Buffer) {
  return {
    read: async (buffer: Buffer, offset: number, length: number, position: number) => ({
      bytesRead: content.copy(buffer, offset, position, position + Math.min(length, 3)),
    }),
  };
}

test.each([
  ['all of it', 0, 10, '0123456789'],
  ['a part', 2, 5, '23456'],
  ['what is left at the end', 8, 5, '89'],
  ['nothing behind the end', 10, 5, ''],
])('short reads add up to %s', async (_, offset, length, expected) => {
  const source = handleSource(stutteringHandle(Buffer.from('0123456789')), 10);
  expect((await source.read(offset, length)).toString()).toBe(expected);
});
