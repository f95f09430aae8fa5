import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPem } from '../../src/network/pem.ts';

const block = (label: string, body: string) =>
  `-----BEGIN ${label}-----${body}-----END ${label}-----`;

test.each<[string, string, object]>([
  ['nothing', '', { blocks: [], others: [] }],
  ['blank lines', '\n \r\n', { blocks: [], others: [] }],
  [
    'paths alone',
    'a.pem\r\n\n /b c.pem ',
    {
      blocks: [],
      others: [
        { text: 'a.pem', line: 1 },
        { text: '/b c.pem', line: 3 },
      ],
    },
  ],
  [
    'blocks, and lines between them',
    `one\n${block('CERTIFICATE', '\nAA\n')}\ntwo\n${block('X', 'BB')} three`,
    {
      blocks: [
        { label: 'CERTIFICATE', body: '\nAA\n', line: 2 },
        { label: 'X', body: 'BB', line: 6 },
      ],
      others: [
        { text: 'one', line: 1 },
        { text: 'two', line: 5 },
        { text: 'three', line: 6 },
      ],
    },
  ],
  [
    'what follows a block without an end is not told',
    `one\n-----BEGIN PRIVATE KEY-----\nSECRET\n`,
    { blocks: [], others: [{ text: 'one', line: 1 }], unendedAt: 2 },
  ],
  [
    'the end of another label is no end',
    '-----BEGIN A-----\nAA\n-----END B-----',
    { blocks: [], others: [], unendedAt: 1 },
  ],
])('%s', (_, text, expected) => expect(readPem(text)).toEqual(expected));

test('no text makes it throw, and every line is found where it stands', () => {
  const part = fc.constantFrom('-----BEGIN A-----', '-----END A-----', '\n', 'x', ' ', '-');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const lines = text.split('\n');
      for (const other of readPem(text).others) {
        expect(lines[other.line - 1]).toContain(other.text);
      }
    }),
  );
});
