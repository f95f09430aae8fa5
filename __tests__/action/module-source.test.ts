import { expect, test } from '@jest/globals';
import { describeUnfinished } from '../../src/action/module-source.ts';

const module = (name: string) => ({ path: `example.com/${name}`, version: 'v1.0.0' });
const [shared, own, lost] = [module('shared'), module('own'), module('lost')];

test('a run cut short tells each completed module once, and what is missing', async () => {
  const context = {
    needed: [shared, own, lost],
    present: new Set(['example.com/own@v1.0.0']),
    record: { broughtIn: new Set<string>() },
    upstreams: {
      obstacle: undefined,
      servedZips: async () => new Set(['example.com/shared@v1.0.0']),
    },
  };
  // Two projects that both need `shared`, and a third that failed.
  const completed = [shared, own, shared];
  expect(await describeUnfinished(context, completed, new Set())).toEqual([
    { module: shared, source: 'mirror' },
    { module: own, source: 'module-cache' },
    { module: lost, source: 'failed' },
  ]);
});
