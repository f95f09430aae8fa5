import { expect, test } from '@jest/globals';
import { decideOnWrongBytes, type WrongBytesFacts } from '../../src/resilience/wrong-bytes.ts';

const facts: WrongBytesFacts = {
  hash: 'h1:a',
  earlierHashes: [],
  isLoneMirror: false,
  attemptsInRow: 1,
};

test.each<[string, Partial<WrongBytesFacts>, ReturnType<typeof decideOnWrongBytes>]>([
  ['the next mirror is asked at once', {}, 'leave-mirror'],
  ['a lone mirror is asked once more', { isLoneMirror: true }, 'same-mirror'],
  ['and not twice more', { isLoneMirror: true, attemptsInRow: 2 }, 'leave-mirror'],
  ['two answers agree with each other', { earlierHashes: ['h1:b', 'h1:a'] }, 'end'],
  ['others that differ are no agreement', { earlierHashes: ['h1:b', 'h1:c'] }, 'leave-mirror'],
  ['the fourth answer ends it', { earlierHashes: ['h1:b', 'h1:c', 'h1:d'] }, 'end'],
])('%s', (_, changes, expected) => {
  expect(decideOnWrongBytes({ ...facts, ...changes })).toBe(expected);
});
