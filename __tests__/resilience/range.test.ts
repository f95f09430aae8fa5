import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Continuation,
  continuationOf,
  type PartialBody,
  parseContentRange,
  planResume,
  rangeHeaders,
  validatorOf,
} from '../../src/resilience/range.ts';

const rest: Continuation = { kind: 'rest' };
const other: Continuation = { kind: 'other' };
const whole: Continuation = { kind: 'whole', skipBytes: 40 };

const broken: PartialBody = { receivedBytes: 40, totalBytes: 100, validator: '"a"' };
const { validator: _, ...nameless } = broken;
const lastModified = 'Tue, 02 Jan 2024 03:04:05 GMT';
const dated: PartialBody = { ...broken, validator: lastModified };
const unbounded: PartialBody = { receivedBytes: 40, validator: '"a"' };

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
    [
      'the rest, same date',
      dated,
      206,
      { 'last-modified': lastModified, 'content-range': 'bytes 40-99/100' },
      false,
      rest,
    ],
    ['the rest, no date repeated', dated, 206, { 'content-range': 'bytes 40-99/100' }, false, rest],
    [
      'the rest with another date',
      dated,
      206,
      { 'last-modified': 'Tue, 02 Jan 2024 03:04:06 GMT', 'content-range': 'bytes 40-99/100' },
      false,
      other,
    ],
    [
      'a part of the rest, total not repeated',
      broken,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-50/*' },
      false,
      other,
    ],
    [
      'who knows whether it is all of it',
      unbounded,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-99/*' },
      false,
      other,
    ],
    [
      'all of it or not, the hash decides',
      unbounded,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-99/*' },
      true,
      rest,
    ],
    [
      'the rest to its told end, though the length was not known before',
      unbounded,
      206,
      { etag: '"a"', 'content-range': 'bytes 40-99/100' },
      false,
      rest,
    ],
  ])('%s', (_name, partial, status, headers, isHashKnown, expected) => {
    expect(continuationOf(partial, status, headers, isHashKnown)).toEqual(expected);
  });
});

test('asks for what is missing, and for the whole should the file have changed', () => {
  expect(rangeHeaders(broken)).toEqual({ range: 'bytes=40-', 'if-range': '"a"' });
  expect(rangeHeaders(nameless)).toEqual({ range: 'bytes=40-' });
});

const aMinuteLater = 'Tue, 02 Jan 2024 03:05:05 GMT';
test.each<[string, Record<string, string>, string | undefined]>([
  ['a strong ETag', { etag: '"abc"' }, '"abc"'],
  ['a weak ETag', { etag: 'W/"abc"' }, undefined],
  ['an ETag without quotes', { etag: 'abc' }, undefined],
  ['two ETags', { etag: '"a", "b"' }, undefined],
  ['a date a minute old', { 'last-modified': lastModified, date: aMinuteLater }, lastModified],
  [
    'a date 59 seconds old',
    { 'last-modified': lastModified, date: 'Tue, 02 Jan 2024 03:05:04 GMT' },
    undefined,
  ],
  ['a date of the future', { 'last-modified': aMinuteLater, date: lastModified }, undefined],
  ['a date, and nobody knows of when', { 'last-modified': lastModified }, undefined],
  ['a date that is none', { 'last-modified': 'today', date: aMinuteLater }, undefined],
  [
    'a date beside a weak ETag',
    { etag: 'W/"abc"', 'last-modified': lastModified, date: aMinuteLater },
    undefined,
  ],
  ['nothing', {}, undefined],
])('a validator: %s', (_name, headers, expected) => {
  expect(validatorOf(headers)).toBe(expected);
});

test.each<[string, PartialBody, boolean, boolean, PartialBody | undefined]>([
  ['the same mirror, with its validator', broken, true, false, broken],
  ['the same mirror, though the hash is known', broken, true, true, broken],
  ['the same mirror without a validator', nameless, true, false, undefined],
  ['the same mirror without a validator, hash known', nameless, true, true, nameless],
  ['another mirror', broken, false, false, undefined],
  ['another mirror, hash known: without the validator of the first', broken, false, true, nameless],
  ['nothing is there', { ...broken, receivedBytes: 0 }, true, true, undefined],
])('asked for a rest: %s', (_name, partial, isSameMirror, isHashKnown, expected) => {
  expect(planResume(partial, { isSameMirror, isHashKnown })).toEqual(expected);
});

describe('whatever a server answers', () => {
  const partials = fc.record(
    {
      receivedBytes: fc.integer({ min: 1, max: 50 }),
      totalBytes: fc.integer({ min: 51, max: 60 }),
      validator: fc.constantFrom('"a"', lastModified),
    },
    { requiredKeys: ['receivedBytes'] },
  );
  const small = fc.integer({ min: 0, max: 61 });
  const contentRange = fc
    .tuple(small, small, fc.oneof(small.map(String), fc.constant('*')))
    .map(([first, last, total]) => `bytes ${first}-${last}/${total}`);
  const answers = fc.record(
    {
      etag: fc.constantFrom('"a"', '"b"', 'W/"a"'),
      'last-modified': fc.constantFrom(lastModified, aMinuteLater),
      'content-range': contentRange,
      'content-length': small.map(String),
    },
    { requiredKeys: [] },
  );
  const status = fc.constantFrom(200, 206, 416, 304);

  test('a rest begins where the bytes end and goes to the end of the file', () => {
    fc.assert(
      fc.property(
        partials,
        status,
        answers,
        fc.boolean(),
        (partial, code, headers, isHashKnown) => {
          const clean = Object.fromEntries(Object.entries(headers)) as Record<string, string>;
          const asked = planResume(partial as PartialBody, { isSameMirror: true, isHashKnown });
          fc.pre(asked !== undefined);
          if (asked === undefined) return;
          if (continuationOf(asked, code, clean, isHashKnown).kind !== 'rest') return;
          const range = parseContentRange(clean['content-range'] ?? '');
          expect(code).toBe(206);
          expect(range?.first).toBe(asked.receivedBytes);
          const total = range?.total ?? asked.totalBytes;
          expect(total === undefined ? isHashKnown : range?.last === total - 1).toBe(true);
          if (asked.totalBytes !== undefined) expect(total).toBe(asked.totalBytes);
        },
      ),
    );
  });

  test('without a hash, bytes under another validator are never joined', () => {
    fc.assert(
      fc.property(partials, status, answers, (partial, code, headers) => {
        const { validator } = partial;
        fc.pre(validator !== undefined);
        const clean = headers as Record<string, string>;
        if (continuationOf(partial as PartialBody, code, clean, false).kind === 'other') return;
        const current = validator === '"a"' ? clean['etag'] : clean['last-modified'];
        expect([validator, ...(code === 206 ? [undefined] : [])]).toContain(current);
      }),
    );
  });
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
