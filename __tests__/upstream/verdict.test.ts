import { expect, test } from '@jest/globals';
import type { Failure } from '../../src/failure.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import { failureAt, summarizeFailures } from '../../src/upstream/verdict.ts';

const mirror = (name: string, isPublic: boolean): MirrorEntry => ({
  kind: 'mirror',
  url: `https://${name}`,
  name,
  isPublic,
});
const refused: Failure = { class: 'http-auth', status: 403, detail: 'HTTP status 403' };
const own = mirror('own.example', false);
const open = mirror('open.example', true);

test('that a mirror is public is said where it asks for no credentials, and only there', () => {
  expect(failureAt(open, refused)).toEqual({
    ...refused,
    mirror: 'open.example',
    isPublicMirror: true,
  });
  expect(failureAt(own, refused)).toEqual({ ...refused, mirror: 'own.example' });
  const stall: Failure = { class: 'stall', detail: 'silent' };
  expect(failureAt(open, stall)).toEqual({ ...stall, mirror: 'open.example' });
});

test('of several mirrors the most preferred counts, public or not', () => {
  const both = [
    { mirror: open, failure: refused },
    { mirror: own, failure: refused },
  ];
  expect(summarizeFailures(both)).toMatchObject({ mirror: 'open.example', isPublicMirror: true });
  expect(summarizeFailures(both.toReversed())).not.toHaveProperty('isPublicMirror');
});
