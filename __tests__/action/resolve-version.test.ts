import { expect, test } from '@jest/globals';
import { resolveVersion } from '../../src/action/resolve-version.ts';
import { type Failure, FailureError } from '../../src/failure.ts';
import { parseVersionText } from '../../src/toolchain/version-spec.ts';
import type { Fault } from '../support/faults.ts';
import { startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { openLab } from '../upstream/lab.ts';

const listed = ['1.25.0', '1.25.1', '1.26.2'].map((version) =>
  makeModule('golang.org/toolchain', `v0.0.1-go${version}.linux-amd64`),
);

async function resolve(asked: string, faults: readonly Fault[] = []): Promise<string | Failure> {
  const read = parseVersionText(asked);
  if ('problem' in read) throw new Error(read.problem);
  const mirror = await startMirror({ modules: listed, faults });
  const lab = await openLab({ mirrors: [mirror.url], limits: { retries: 0 } });
  const upstreams = { open: async () => ({ tools: lab.tools, ready: Promise.resolve() }) };
  const platform = { goos: 'linux', goarch: 'amd64' } as const;
  try {
    return await lab.drive(resolveVersion(read.value, platform, upstreams, lab.signal));
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure;
    throw thrown;
  } finally {
    expect(lab.spool.held.size).toBe(0);
    await lab.close();
    await mirror.close();
  }
}

const always = (status: number): Fault => ({
  match: () => true,
  action: { kind: 'status', status },
});

test.each([
  ['the newest patch', '1.25', '1.25.1'],
  ['the newest one', 'stable', '1.26.2'],
  ['one version, whatever is listed', '1.24.9', '1.24.9'],
])('%s', async (_, asked, version) => {
  expect(await resolve(asked)).toBe(version);
});

test('what no list has lacks a version, and no network is to blame', async () => {
  const failure = await resolve('1.99');
  expect(failure).toMatchObject({ class: 'toolchain', lacks: 'version' });
  expect(failure).not.toHaveProperty('because');
});

test.each([
  ['a mirror that is down', 503, 'http-server'],
  ['a mirror without any Go', 404, 'http-not-found'],
])('%s lists nothing, and that is the cause', async (_, status, because) => {
  const failure = await resolve('1.25', [always(status)]);
  expect(failure).toMatchObject({ class: 'toolchain', because: { class: because } });
  expect(failure).not.toHaveProperty('lacks');
});
