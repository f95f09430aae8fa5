import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderReport } from '../../src/action/report.ts';
import { createRedactor } from '../../src/redact.ts';
import { everyField, nothing } from './run-results.ts';

const run = promisify(execFile);

const hasJq = await run('jq', ['--version']).then(
  () => true,
  () => false,
);

/** The commands of docs/report.md, as people copy them. */
const commands = [...(await readFile('docs/report.md', 'utf8')).matchAll(/^```sh\n([\s\S]*?)```/gm)]
  .map(([, text = '']) => text)
  .filter((text) => text.startsWith('jq '));

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'report-questions-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function answer(command: string, result: typeof everyField): Promise<string[]> {
  await writeFile(join(directory, 'report.json'), renderReport(result, createRedactor()));
  const { stdout } = await run('sh', ['-c', command], { cwd: directory });
  return stdout.split('\n').slice(0, -1);
}

test('docs/report.md answers three questions', () => expect(commands).toHaveLength(3));

// Every runner of GitHub and most machines have jq; nothing else stands for it, so elsewhere this counts as skipped.
const withJq = hasJq ? test : test.skip;

withJq.each<[string, string[]]>([
  ['which mirror was slow', ['30 ms  b.example  healthy', '0 ms  a.example  failing']],
  [
    'what was retried, and why',
    [
      'rsc.io/quote/@v/v1.5.2.zip: stall from a.example, then ok from b.example, then truncated from b.example',
    ],
  ],
  ['which modules cost most', ['120 ms  2060 bytes  3 requests  rsc.io/quote@v1.5.2']],
])('jq tells %s', async (question, lines) => {
  const questions = [
    'which mirror was slow',
    'what was retried, and why',
    'which modules cost most',
  ];
  const command = commands[questions.indexOf(question)] ?? '';
  expect(await answer(command, everyField)).toEqual(lines);
  expect(await answer(command, nothing)).toEqual([]);
});
