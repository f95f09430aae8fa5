import { afterEach, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, openLab } from './lab.ts';

const modules = Array.from({ length: 12 }, (_, i) => makeModule(`example.com/m${i}`, 'v1.0.0'));
const endpoints: readonly Endpoint[] = modules.flatMap(({ path, version }) => [
  { kind: 'mod', module: { path, version } },
  { kind: 'zip', module: { path, version } },
]);
const stallMs = 15_000;

let mirror: Mirror;
let lab: Lab;

afterEach(async () => {
  await lab.close();
  await mirror.close();
});

async function fetchAll(match: (path: string) => boolean) {
  mirror = await startMirror({
    modules,
    faults: [{ match: ({ path }) => match(path), action: { kind: 'stall', afterBytes: 10 } }],
  });
  lab = await openLab({ mirrors: [mirror.url], sums: modules, limits: { stallMs, retries: 5 } });
  const { tools, signal, drive } = lab;
  const found = await drive(Promise.all(endpoints.map((file) => fetchModule(tools, file, signal))));
  return {
    kinds: found.map(({ kind }) => kind),
    stalled: tools.journal.attempts.filter(({ outcome }) => outcome === 'stall').length,
    tookMs: tools.clock.now(),
  };
}

test('where zips alone are silent, not every one of them is waited for', async () => {
  const { kinds, tookMs, stalled } = await fetchAll((path) => path.endsWith('.zip'));
  expect(kinds.filter((kind) => kind === 'found')).toHaveLength(modules.length);
  expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(modules.length);
  // Two passes, where six tries of each were allowed.
  expect(stalled).toBeLessThanOrEqual(2 * modules.length);
  expect(tookMs).toBeLessThan(8 * stallMs);
});

test('one zip that came is enough to wait for the others', async () => {
  const { kinds, stalled } = await fetchAll((path) => /m[1-4]\/.*\.zip$/.test(path));
  expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(4);
  expect(stalled).toBe(4 * 6);
});
