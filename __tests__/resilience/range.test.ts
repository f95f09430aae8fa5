import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Continuation,
  continuationOf,
  type PartialBody,
  parseContentRange,
  rangeHeaders,
  validatorOf,
} from '../../src/resilience/range.ts';

const rest: Continuation = { kind: 'rest' };
const other: Continuation = { kind: 'other' };
const whole: Continuation = { kind: 'whole', skipBytes: 40 };

const broken: PartialBody = { receivedBytes: 40, totalBytes: 100, validator: '"a"' };
const { validator: _, ...nameless } = broken;

describe('the answer to a range request', () => {
  test.each<[string, PartialBody, number, Record<string, string>, boolean, Continuation]>([
    [
      'the rest, same ETag',
      broken,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-99/100' },
      false,
      rest,
    ],
    [
      'the rest, no ETag repeated',
      broken,
      206,
      { 'content-range': 'bytes 40-99/100' },
      false,
      rest,
    ],
    [
      'the rest, total unknown',
      broken,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-99/*' },
      false,
      rest,
    ],
    [
      'the rest of another file',
      broken,
      206,
      { etag: '"b"', 'content-range': 'bytes 40-99/100' },
      false,
      other,
    ],
    [
      'the rest with a weak ETag',
      broken,
      206,
      { etag: 'W/"a"', 'content-range': 'bytes 40-99/100' },
      false,
      other,
    ],
    ['another part', broken, 206, { etag: '"a"', 'content-range': 'bytes 0-99/100' }, false, other],
    [
      'a part of the rest',
      broken,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-50/100' },
      false,
      other,
    ],
    [
      'a file of another length',
      broken,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-98/99' },
      false,
      other,
    ],
    ['no Content-Range', broken, 206, { etag: '"a"' }, false, other],
    ['the whole, same ETag', broken, 200, { etag: '"a"', 'content-length': '100' }, false, whole],
    [
      'the whole of another file',
      broken,
      200,
      { etag: '"b"', 'content-length': '100' },
      false,
      other,
    ],
    ['the whole, no ETag', broken, 200, { 'content-length': '100' }, false, other],
    [
      'the whole with another length',
      broken,
      200,
      { etag: '"a"', 'content-length': '99' },
      false,
      other,
    ],
    ['416: nothing there any more', broken, 416, { 'content-range': 'bytes */30' }, false, other],
    [
      'nothing to compare, no hash',
      nameless,
      206,
      { 'content-range': 'bytes 40-99/100' },
      false,
      other,
    ],
    [
      'nothing to compare, the hash decides',
      nameless,
      206,
      { 'content-range': 'bytes 40-99/100' },
      true,
      rest,
    ],
    ['the whole, the hash decides', nameless, 200, {}, true, whole],
    [
      'another mirror without ETag, the hash decides',
      broken,
      206,
      { 'content-range': 'bytes 40-99/100' },
      true,
      rest,
    ],
    [
      'another ETag though a hash is known',
      broken,
      206,
      { etag: '"b"', 'content-range': 'bytes 40-99/100' },
      true,
      other,
    ],
  ])('%s', (_name, partial, status, headers, isHashKnown, expected) => {
    expect(continuationOf(partial, status, headers, isHashKnown)).toEqual(expected);
  });
});

test('asks for what is missing, and for the whole should the file have changed', () => {
  expect(rangeHeaders(broken)).toEqual({ range: 'bytes=40-', 'if-range': '"a"' });
  expect(rangeHeaders(nameless)).toEqual({ range: 'bytes=40-' });
});

test.each([
  ['strong', '"abc"', '"abc"'],
  ['weak', 'W/"abc"', undefined],
  ['without quotes', 'abc', undefined],
  ['two of them', '"a", "b"', undefined],
])('a validator: %s', (_name, etag, expected) => {
  expect(validatorOf({ etag })).toBe(expected);
});

test('a Content-Range is read as it was written', () => {
  const ranges = fc
    .tuple(fc.nat(), fc.nat(), fc.option(fc.nat(), { nil: undefined }))
    .map(([first, more, behind]) => ({
      first,
      last: first + more,
      ...(behind !== undefined && { total: first + more + 1 + behind }),
    }));
  fc.assert(
    fc.property(ranges, (range) => {
      const total = 'total' in range ? range.total : '*';
      expect(parseContentRange(`bytes ${range.first}-${range.last}/${total}`)).toEqual(range);
    }),
  );
});

test.each(['', 'bytes */100', 'bytes 5-4/100', 'bytes 0-100/100', 'items 0-1/2', 'bytes 0-1'])(
  'no Content-Range: %j',
  (text) => {
    expect(parseContentRange(text)).toBeUndefined();
  },
);
