import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Failure, FailureError } from '../../src/failure.ts';
import type { MirrorEntry } from '../../src/module/mirror-list.ts';
import type { BodyPart } from '../../src/upstream/body-part.ts';
import { PartialFile } from '../../src/upstream/partial-file.ts';
import { SpoolSpace } from '../../src/upstream/spool.ts';
import { readSpooled } from '../../src/upstream/spooled.ts';

const mirrorOf = (name: string): MirrorEntry => ({
  kind: 'mirror',
  url: `https://${name}`,
  name,
  isPublic: true,
});
const [first, second] = [mirrorOf('first.example'), mirrorOf('second.example')];
const cut: Failure = { class: 'connection-reset', detail: 'cut' };

let directory: string;
let spool: SpoolSpace;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-partial-'));
  spool = new SpoolSpace(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function partOf(mirror: MirrorEntry, text: string, more: Partial<BodyPart> = {}): BodyPart {
  async function* body() {
    if (text !== '') yield Buffer.from(text);
  }
  return { mirror, body: body(), startsAtBytes: 0, isContinuable: true, ...more };
}

function broken(mirror: MirrorEntry, text: string, more: Partial<BodyPart> = {}): BodyPart {
  async function* body() {
    if (text !== '') yield Buffer.from(text);
    throw new FailureError(cut);
  }
  return partOf(mirror, text, { body: body(), ...more });
}

const open = (isHashKnown = true) =>
  new PartialFile({ spool, limitBytes: 1_000, isKept: true, isHashKnown });

async function breakOff(file: PartialFile, part: BodyPart, failure = cut) {
  await expect(file.take(part)).rejects.toMatchObject({ failure: cut });
  return file.settle(part, failure);
}

test('the answer that lost a race before its first byte does not touch what the winner brings', async () => {
  const file = open();
  await breakOff(file, broken(first, 'winner'));
  const loser = broken(second, '');
  expect(await breakOff(file, loser, { class: 'cancelled', detail: 'overtaken' })).toMatchObject({
    progress: 'none',
  });
  expect(file.resumeAt(first)).toMatchObject({ receivedBytes: 6 });
});

test('another whole that breaks off before its first byte leaves what is there', async () => {
  const file = open();
  await breakOff(file, broken(first, 'abc', { totalBytes: 6 }));
  await breakOff(file, broken(second, '', { totalBytes: 9 }));
  expect(file.resumeAt(first)).toEqual({ receivedBytes: 3, totalBytes: 6 });
});

test('a whole that is empty is no continuation', async () => {
  const file = open();
  await breakOff(file, broken(first, 'abc'));
  expect((await file.take(partOf(second, ''))).size).toBe(0);
});

test('a validator is kept for its own mirror, also where a rest does not repeat it', async () => {
  const file = open();
  await breakOff(file, broken(first, 'abc', { validator: '"a"', totalBytes: 9 }));
  await breakOff(file, broken(first, 'def', { startsAtBytes: 3 }));
  expect(file.resumeAt(first)).toEqual({ receivedBytes: 6, totalBytes: 9, validator: '"a"' });
  expect(file.resumeAt(second)).toEqual({ receivedBytes: 6, totalBytes: 9 });
  const done = await file.take(partOf(second, 'ghi', { startsAtBytes: 6, totalBytes: 9 }));
  expect((await readSpooled(done)).toString()).toBe('abcdefghi');
});

test('parts of two mirrors that do not fit: from then on parts of one, and after that of none', async () => {
  const file = open();
  const wrong: Failure = { class: 'checksum-mismatch', detail: 'other bytes' };
  const joinParts = async (mirrors: readonly [MirrorEntry, MirrorEntry]) => {
    await breakOff(file, broken(mirrors[0], 'abc'));
    const rest = partOf(mirrors[1], 'def', { startsAtBytes: 3, totalBytes: 6 });
    await spool.release(await file.take(rest));
    return file.settle(rest, wrong);
  };
  expect(await joinParts([first, second])).toMatchObject({
    progress: 'start-over',
    failure: { class: 'bad-content' },
  });
  await breakOff(file, broken(first, 'abc'));
  expect(file.resumeAt(second)).toBeUndefined();
  expect(file.resumeAt(first)).toBeDefined();
  expect(await joinParts([first, first])).toMatchObject({ progress: 'start-over' });
  await breakOff(file, broken(first, 'abc'));
  expect(file.resumeAt(first)).toBeUndefined();
});

test('what exceeds the limit of such a file is not kept', async () => {
  const file = open();
  const part = partOf(first, 'x'.repeat(1_001));
  const failure: Failure = { class: 'bad-content', detail: 'too large' };
  await expect(file.take(part)).rejects.toMatchObject({
    failure: { class: 'bad-content' },
  });
  await file.settle(part, failure);
  expect(file.resumeAt(first)).toBeUndefined();
  expect(await readdir(directory)).toEqual([]);
});
