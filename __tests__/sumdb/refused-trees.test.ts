/** Signed trees that cannot be states of one log. */
import { describe, expect, test } from '@jest/globals';
import { ForkError } from '../../src/sumdb/fork.ts';
import { createChecksumDatabase, makeRecord } from '../support/checksum-database.ts';
import {
  answering,
  honest,
  impostor,
  lookup,
  number,
  type Row,
  refusalOf,
  refuses,
  treeText,
} from './refusing.ts';

describe('a tree that is no later state of one seen before', () => {
  const other = createChecksumDatabase({
    signer: honest,
    records: honest.records.with(5, makeRecord(5_000)),
  });
  const grown = createChecksumDatabase({
    signer: honest,
    records: [...other.records, ...Array.from({ length: 60 }, (_, at) => makeRecord(700 + at))],
  });
  const fork = (name: string, from: Row['from'], seen: readonly string[], detail: RegExp): Row => ({
    name,
    from,
    seen,
    class: 'sumdb-mismatch',
    detail,
  });
  /** Tells the shorter story to a lookup, with the tiles of the longer one. */
  const shortened = {
    ask: (operation: string) =>
      operation === lookup ? other.answer(number, 500) : honest.ask(operation),
  };
  refuses([
    fork(
      'is of the same size (forked)',
      other,
      [honest.head()],
      /two trees that contradict each other: one of 700/,
    ),
    fork('is larger (forked)', grown, [honest.head()], /one of 700 records .* and one of 760/),
    fork(
      'is smaller (shortened)',
      shortened,
      [honest.head()],
      /one of 500 records .* and one of 700/,
    ),
    fork(
      'no longer has the record that it is asked for (shortened)',
      answering((own) =>
        own.replace(/^300/, '650').replace(/go\.sum database.*$/s, honest.head(600)),
      ),
      [],
      /record 650 is not in the signed tree of 600/,
    ),
    fork('was seen beside another one', honest, [honest.head(600), other.head(600)], /two trees/),
    fork('was seen between others', honest, [honest.head(), other.head(600)], /two trees/),
    {
      name: 'was seen in a note that is forged',
      from: honest,
      seen: [honest.head().replace('700', '699')],
      class: 'cache-corrupt',
      detail: /tree of the checksum database sum.example that was kept .* forged/,
    },
    {
      name: 'was seen in a note of another key',
      from: honest,
      seen: [impostor.sign(treeText)],
      class: 'cache-corrupt',
      detail: /not signed by/,
    },
    {
      name: 'was seen in a note that is none',
      from: honest,
      seen: ['\n'],
      class: 'cache-corrupt',
      detail: /malformed/,
    },
  ]);

  test('counts as none where the note is empty, as `go` has it before its first lookup', async () => {
    expect(await refusalOf({ from: honest, seen: [''] })).toBe('believed');
  });

  test('is told with both signed heads', async () => {
    const error = await refusalOf({ from: grown, seen: [honest.head()] });
    expect(error).toMatchObject({
      failure: { module: 'example.com/Record300@v1.0.0', cause: expect.any(ForkError) },
    });
    expect(String((error as Error).cause)).toContain(honest.head());
    expect(String((error as Error).cause)).toContain(grown.head());
    expect(String((error as Error).cause)).toContain(grown.root(700).toString('base64'));
  });
});
