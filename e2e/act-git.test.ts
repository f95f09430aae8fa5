/** Credentials of git on a runner: a later step has them, and the post step takes them away, in a failed job too. */
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startMirror } from '../__tests__/support/mirror.ts';
import { makeModule, writeProject } from '../__tests__/support/modules.ts';
import { onlyJob } from './act/outcome.ts';
import { type ActRoom, openActRoom } from './act/room.ts';
import { findAct } from './act/tools.ts';
import { checkout, type Step, useAction } from './act/workflow.ts';
import { findCanaries } from './canaries.ts';

const alpha = makeModule('example.com/alpha', 'v1.2.0');
const token = 'cANARY-act-token-7';
let room: ActRoom;

beforeAll(async () => {
  await findAct();
}, 600_000);

beforeEach(async () => {
  room = await openActRoom();
  await writeProject(room.repository, { requires: [alpha] });
});

afterEach(() => room.close());

/** Says only how long the password is: the emulator's log is searched for it. */
const ask = [
  `printf 'protocol=https\\nhost=git.corp.test\\n\\n' >"$RUNNER_TEMP/question"`,
  `git credential fill <"$RUNNER_TEMP/question" | sed -n 's/^password=//p' | tr -d '\\n' | wc -c`,
].join('\n');
const later: Step = { id: 'later', if: 'always()', run: ask, env: { GIT_TERMINAL_PROMPT: '0' } };

test.each([
  ['succeeds', true],
  ['fails', false],
])('in a job that %s', async (_, isGood) => {
  const mirror = await startMirror({ modules: isGood ? [alpha] : [] });
  const inputs = {
    mirrors: mirror.url,
    cache: 'off',
    profile: 'intranet',
    retries: '0',
    diagnose: 'never',
    'git-token': `git.corp.test=${token}`,
  };
  try {
    const outcome = await room.run({ build: { steps: [checkout, useAction(inputs), later] } });
    const job = onlyJob(outcome);
    // A failed step exports nothing.
    const length = isGood ? String(token.length) : '0';
    expect(job.steps.get('later')?.lines.map((line) => line.trim())).toContain(length);
    expect(outcome.text).toMatch(
      /"stage":"Post"[^\n]*"stepResult":"success"|"stepResult":"success"[^\n]*"stage":"Post"/,
    );
    const lines = outcome.text.split('\n').filter((line) => !line.includes('add-mask'));
    const texts = new Map([['log', lines.join('\n')]]);
    expect(findCanaries(texts, [{ place: 'token', value: token }])).toEqual([]);
  } finally {
    await mirror.close();
  }
});
