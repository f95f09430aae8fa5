/** Signed notes, tree heads and answers to lookups that are none, or not what was signed. */
import { describe, expect, test } from '@jest/globals';
import { createSigner, type Signer } from '../support/checksum-database.ts';
import {
  answering,
  h1,
  honest,
  impostor,
  modLine,
  number,
  type Row,
  refusalOf,
  refuses,
  root,
  treeText,
  zipLine,
} from './refusing.ts';

/** The answer with a tree head of this text, signed as it should be. */
const heading = (text: string) =>
  answering(`${number}\n${zipLine}\n${modLine}\n\n${honest.sign(text)}`);

const otherSigner = createSigner('sum.other');
const signedBy = (...signers: readonly Signer[]) =>
  answering(
    `${number}\n${zipLine}\n${modLine}\n\n${treeText}\n${signers.map((one) => one.line(treeText)).join('')}`,
  );

describe('a signed note', () => {
  const forged = 'sumdb-mismatch';
  const malformed = 'bad-content';
  const note = /note is malformed/;
  const signature = /signature of the signed note is malformed/;
  refuses([
    {
      name: 'with a tree that was not signed so (forged)',
      from: answering((own) => own.replace('\n700\n', '\n701\n')),
      class: forged,
      detail: /signature of sum.example under the tree is forged/,
    },
    {
      name: 'signed by another key of the same name',
      from: signedBy(impostor),
      class: forged,
      detail: /not signed by sum.example\+/,
    },
    {
      name: 'signed by somebody unknown alone',
      from: signedBy(otherSigner),
      class: forged,
      detail: /not signed by sum.example\+/,
    },
    {
      name: 'with a forged signature beside a good one',
      from: answering((own) => `${own}${honest.line('go.sum database tree\n1\n')}`),
      class: forged,
      detail: /forged/,
    },
    {
      name: 'without a signature',
      from: answering((own) => own.replace(/— .*\n/, '')),
      class: malformed,
      detail: note,
    },
    {
      name: 'without an end of line',
      from: answering((own) => own.slice(0, -1)),
      class: malformed,
      detail: note,
    },
    {
      name: 'with a control character',
      from: answering((own) => own.replace(/\n$/, '\r\n')),
      class: malformed,
      detail: note,
    },
    {
      name: 'that is not UTF-8',
      from: answering((own) =>
        Buffer.concat([Buffer.from(own.slice(0, -1)), Buffer.from([0xff, 0x0a])]),
      ),
      class: malformed,
      detail: note,
    },
    {
      name: 'with a line that is no signature',
      from: answering((own) => `${own}hello\n`),
      class: malformed,
      detail: signature,
    },
    {
      name: 'with a signature of another dash',
      from: answering((own) => own.replace('— ', '- ')),
      class: malformed,
      detail: signature,
    },
    {
      name: 'with a signature without a name',
      from: answering((own) => own.replace('— sum.example ', '— ')),
      class: malformed,
      detail: signature,
    },
    {
      name: 'with a signature that is no base64',
      from: answering((own) => own.replace(/=?\n$/, '*\n')),
      class: malformed,
      detail: signature,
    },
    {
      name: 'with a signature that is too short',
      from: answering((own) => `${own}— x AAAA\n`),
      class: malformed,
      detail: signature,
    },
    {
      name: 'with more signatures than anyone reads',
      from: signedBy(...Array.from({ length: 100 }, () => otherSigner), honest),
      class: malformed,
      detail: /too many/,
    },
  ]);

  test('counts with signatures of others around the one that matters', async () => {
    expect(await refusalOf({ from: signedBy(otherSigner, honest, impostor) })).toBe('believed');
  });
});

describe('a tree head', () => {
  const row = (name: string, text: string): Row => ({
    name,
    from: heading(text),
    class: 'bad-content',
    detail: /tree head is malformed/,
  });
  refuses([
    row('of another format', treeText.replace('tree\n', 'tree v2\n')),
    row('without a root', 'go.sum database tree\n700\n'),
    row('with a size that is no number', treeText.replace('700', '7e2')),
    row('with a size below zero', treeText.replace('700', '-700')),
    row('with a size in another spelling', treeText.replace('700', '0700')),
    row('with a size beyond what is counted exactly', treeText.replace('700', '9007199254740992')),
    row('with a root that is too short', `go.sum database tree\n700\n${root.slice(0, -4)}\n`),
    row('with a root in another spelling', `go.sum database tree\n700\n ${root}\n`),
  ]);

  test('may have further lines', async () => {
    expect(await refusalOf({ from: heading(`${treeText}more\n`) })).toBe('believed');
  });
});

describe('an answer to a lookup', () => {
  const row = (name: string, answer: Parameters<typeof answering>[0]): Row => ({
    name,
    from: answering(answer),
    class: 'bad-content',
    detail: /record of the checksum database is malformed/,
  });
  refuses([
    row('that is a page (HTML)', '<!doctype html>\n<title>Welcome</title>\n\nLog in\n'),
    row('that is empty', ''),
    row('that is cut off in the record', (own) => own.slice(0, 40)),
    row('without a number', (own) => own.slice(own.indexOf('\n') + 1)),
    row('with a number in another spelling', (own) => `+${own}`),
    row('with a number beyond what is counted exactly', (own) =>
      own.replace(/^300/, '9007199254740992'),
    ),
    row('without a record', (own) => own.replace(/^300\n.*?\n\n/s, '300\n\n')),
    row('with a control character in the record', (own) => own.replace('v1.0.0 ', 'v1.0.0\t')),
    row('that is not UTF-8', (own) =>
      Buffer.from(own.replace('example.com', 'exämple.com'), 'latin1'),
    ),
  ]);
  refuses([
    {
      name: 'that is another record than the log has (wrong record)',
      from: answering((own) => own.replace(/h1:\S+/, h1('A'))),
      class: 'sumdb-mismatch',
      detail: /the answer is not record 300/,
    },
    {
      name: 'with the number of another record',
      from: answering((own) => own.replace(/^300/, '299')),
      class: 'sumdb-mismatch',
      detail: /the answer is not record 299/,
    },
    {
      name: 'whose number lies beyond the tree',
      from: answering((own) => own.replace(/^300/, '700')),
      class: 'sumdb-mismatch',
      detail: /record 700 is not in the signed tree of 700 records/,
    },
    {
      name: 'in an empty tree',
      from: answering(`0\n${zipLine}\n${modLine}\n\n${honest.head(0)}`),
      class: 'sumdb-mismatch',
      detail: /record 0 is not in the signed tree of 0 records/,
    },
  ]);
});
