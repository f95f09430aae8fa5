/** A database to be refused: answers that are changed on their way, and the rows that say what becomes of them. */
import { expect, test } from '@jest/globals';
import type { FailureClass } from '../../src/failure.ts';
import { createSumdbClient } from '../../src/sumdb/client.ts';
import {
  createSigner,
  lookupName,
  makeRecord,
  type TestDatabase,
} from '../support/checksum-database.ts';
import { databaseOf, keyOf, never, readFrom } from './database.ts';

export const honest = databaseOf(700);
export const number = 300;
export const asked = makeRecord(number);
export const [zipLine = '', modLine = ''] = asked.lines;
export const lookup = lookupName(asked.path, asked.version);
export const h1 = (letter: string) => `h1:${letter.repeat(43)}=`;

/** Instead of the database's own answer to the lookup. */
export const answering = (answer: string | Buffer | ((own: string) => string | Buffer)) => ({
  ask(operation: string) {
    const own = honest.ask(operation);
    if (operation !== lookup || own === undefined) return own;
    return Buffer.from(typeof answer === 'function' ? answer(own.toString()) : answer);
  },
});

/** A tree head before it is signed. */
export const root = honest.root(700).toString('base64');
export const treeText = `go.sum database tree\n700\n${root}\n`;
/** Has the name of the database, and not its key. */
export const impostor = createSigner(honest.name);

export interface Row {
  readonly name: string;
  readonly from: Pick<TestDatabase, 'ask'>;
  readonly seen?: readonly string[];
  readonly class: FailureClass;
  readonly detail: RegExp;
}

export async function refusalOf({ from, seen = [] }: Pick<Row, 'from' | 'seen'>): Promise<unknown> {
  const client = createSumdbClient({ key: keyOf(honest), read: readFrom(from), seen });
  return client.lookup(asked, never).then(
    () => 'believed',
    (error: unknown) => error,
  );
}

export function refuses(rows: readonly Row[]): void {
  test.each(rows)('$name', async (row) => {
    expect(await refusalOf(row)).toMatchObject({
      failure: { class: row.class, detail: expect.stringMatching(row.detail) },
    });
  });
}
