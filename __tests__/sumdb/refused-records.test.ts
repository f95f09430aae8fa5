/** Records that are in the log and do not say what was asked. */
import { describe, expect, test } from '@jest/globals';
import { createSumdbClient } from '../../src/sumdb/client.ts';
import { createChecksumDatabase, makeRecord } from '../support/checksum-database.ts';
import { keyOf, never, readFrom } from './database.ts';
import {
  answering,
  asked,
  h1,
  honest,
  modLine,
  number,
  type Row,
  refuses,
  zipLine,
} from './refusing.ts';

/** With another record of the module, which is in the log like any other. */
const recording = (...lines: string[]) =>
  createChecksumDatabase({
    signer: honest,
    records: honest.records.with(number, { ...asked, lines }),
  });

describe('a record that is in the log', () => {
  const row = (name: string, from: Row['from'], detail: RegExp): Row => ({
    name,
    from,
    class: 'sumdb-mismatch',
    detail,
  });
  refuses([
    row(
      'of another module instead of the one asked for (CVE-2026-42501)',
      answering(honest.answer(299)),
      /line for another module/,
    ),
    row(
      'of another version',
      recording(zipLine.replace('v1.0.0', 'v1.0.1'), modLine),
      /line for another module/,
    ),
    row('with the hash of its go.mod alone (CVE-2026-42501)', recording(modLine), /names no hash/),
    row(
      'with hashes of another kind alone',
      recording(zipLine.replace('h1:', 'h2:')),
      /names no hash/,
    ),
    row(
      'with a line for a module that nobody asked for (CVE-2026-56864)',
      recording(zipLine, modLine, makeRecord(1).lines[0] ?? ''),
      /line for another module/,
    ),
    row(
      'with a line that is none',
      recording(zipLine, modLine, 'hello'),
      /line for another module/,
    ),
    row('with a line that goes on', recording(`${zipLine} more`, modLine), /malformed line/),
    row('with a hash that is none', recording(zipLine.slice(0, -4), modLine), /malformed hash/),
    row('that says the same twice', recording(zipLine, modLine, zipLine), /repeats a line/),
    row(
      'with two hashes of the module',
      recording(zipLine, modLine, zipLine.replace(/h1:.*/, h1('A'))),
      /contradicts itself/,
    ),
    row(
      'with two hashes of its go.mod',
      recording(zipLine, modLine, modLine.replace(/h1:.*/, h1('A'))),
      /contradicts itself/,
    ),
  ]);

  test('may have hashes of later kinds, and none of the go.mod', async () => {
    const from = recording(zipLine, zipLine.replace('h1:', 'h2:'));
    const client = createSumdbClient({ key: keyOf(honest), read: readFrom(from), seen: [] });
    const proof = await client.lookup(asked, never);
    expect(proof).toMatchObject({ zipHash: zipLine.split(' ')[2], modHash: undefined });
  });
});
