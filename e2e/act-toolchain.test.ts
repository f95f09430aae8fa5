/** A Go that the action installs, on a runner: what the steps after it find, told in the runner's own files. */
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeProject } from '../__tests__/support/modules.ts';
import { actionOf, onlyJob } from './act/outcome.ts';
import { openActRoom } from './act/room.ts';
import { environmentShown, outputsShown, verifyOffline } from './act/steps.ts';
import { findAct } from './act/tools.ts';
import { checkout, useAction } from './act/workflow.ts';
import { openStage, wanted } from './toolchain/stage.ts';

const stage = await openStage();
afterAll(() => stage.close());
beforeAll(async () => {
  await findAct();
}, 600_000);

test('go-version: later steps run that Go, from PATH and the tool cache', async () => {
  const room = await openActRoom();
  try {
    await writeProject(room.repository, { requires: [stage.library] });
    const inputs = { mirrors: stage.mirror.url, 'go-version': wanted, cache: 'off' };
    const outcome = await room.run({
      build: {
        steps: [
          checkout,
          useAction(inputs, { env: { GOSUMDB: stage.gosumdb } }),
          outputsShown.step,
          environmentShown.step,
          { id: 'version', run: 'go version && command -v go' },
          verifyOffline,
        ],
      },
    });

    expect(actionOf(outcome)).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(outcome.exitCode).toBe(0);
    const job = onlyJob(outcome);
    const [said, place = ''] = job.steps.get('version')?.lines ?? [];
    expect(said).toContain(`go version go${wanted} `);
    expect(outputsShown.of(job)['go-version']).toBe(wanted);
    const environment = environmentShown.of(job);
    expect(environment['GOTOOLCHAIN']).toBe('local');
    expect(environment['PATH']?.startsWith(dirname(place))).toBe(true);
    expect(place).toContain(`/go/${wanted}/${process.arch}/bin/go`);
  } finally {
    await room.close();
  }
});
