import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  listAnswers,
  readLookups,
  sumLinesOf,
  withLargestTree,
} from '../../src/bundle/database-answers.ts';

const database = 'sum.golang.org';
const hash = 'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const tree = (size: number) => `go.sum database tree\n${size}\nroot\n\n— ${database} signature\n`;
const record = (path: string) => `7\n${path} v1.0.0 ${hash}\n${path} v1.0.0/go.mod ${hash}\n\n`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gmr-answers-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<void> {
  const file = join(directory, ...name.split('/'));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

test('lookups and tiles belong to it, and what go or a mirror keeps beside them does not', async () => {
  const answers = [
    `${database}/lookup/example.com/!leaf@v1.0.0`,
    `${database}/tile/8/0/x001/234.p/5`,
    `${database}/tile/8/1/000`,
  ];
  for (const name of [
    ...answers,
    `${database}/supported`,
    `${database}/latest`,
    `${database}/lookup/example.com/leaf@v1.0.0.lock`,
    'README',
  ]) {
    await write(name, '');
  }
  expect(await listAnswers(directory)).toEqual(answers);
  expect(await listAnswers(join(directory, 'nowhere'))).toEqual([]);
});

test('every lookup gets the largest tree of its database, and keeps its record', async () => {
  const [small, large, other] = [
    `${database}/lookup/example.com/a@v1.0.0`,
    `${database}/lookup/example.com/b@v1.0.0`,
    'sum.corp.example/lookup/example.com/c@v1.0.0',
  ];
  await write(small, record('example.com/a') + tree(9));
  await write(large, record('example.com/b') + tree(10));
  await write(other, record('example.com/c') + tree(3));
  const lookups = await readLookups(directory, await listAnswers(directory));
  expect(withLargestTree(lookups)).toEqual([
    { name: small, text: record('example.com/a') + tree(10) },
  ]);
  const lines = sumLinesOf(lookups).map(({ module, kind }) => `${module.path} ${kind}`);
  expect(lines.toSorted()).toEqual([
    'example.com/a mod',
    'example.com/a zip',
    'example.com/b mod',
    'example.com/b zip',
    'example.com/c mod',
    'example.com/c zip',
  ]);
});

test.each([
  ['a page of a portal', '<html>sign in</html>'],
  ['half an answer', record('example.com/a').trimEnd()],
  ['an answer without a tree', `${record('example.com/a')}nothing\n`],
])('%s vouches for nothing', async (_, text) => {
  await write(`${database}/lookup/example.com/a@v1.0.0`, text);
  expect(await readLookups(directory, await listAnswers(directory))).toEqual([]);
});
