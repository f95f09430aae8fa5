import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { drained } from '../../src/action/drained.ts';

test('waits for what a slow reader has not taken yet', async () => {
  const taken: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      setImmediate(() => {
        taken.push(chunk);
        done();
      });
    },
  });
  for (const line of ['one', 'two', 'three']) stream.write(line);
  await drained(stream);
  expect(taken.join(' ').trim()).toBe('one two three');
});

test('does not wait for a reader that is gone', async () => {
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  await drained(gone);
  await drained(gone);
  expect(gone.destroyed).toBe(true);
});

test('the process ends with its result, though something still holds the event loop', async () => {
  const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
  const holdLoop = 'data:text/javascript,setInterval(() => {}, 1e9)';
  const child = spawn(process.execPath, ['--import', holdLoop, main, '--help'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(exitCode).toBe(0);
  expect(printed).toMatch(/--cache-suffix[\s\S]*\n$/);
}, 20_000);
