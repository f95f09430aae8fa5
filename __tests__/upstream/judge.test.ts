import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/module/endpoint.ts';
import { fetchModule } from '../../src/upstream/fetch.ts';
import { type Mirror, startMirror } from '../support/mirror.ts';
import { makeModule } from '../support/modules.ts';
import { type Lab, openLab } from './lab.ts';

const modules = ['a', 'b', 'c'].map((name) => makeModule(`example.com/${name}`, 'v1.0.0'));
const mods = modules.map((module): Endpoint => ({ kind: 'mod', module }));

let liar: Mirror;
let honest: Mirror;
let lab: Lab;

beforeEach(async () => {
  liar = await startMirror({ modules });
  honest = await startMirror({ modules });
  liar.setFaults(
    ['a', 'b', 'c'].map((name) => ({
      match: `example.com/${name}/@v/v1.0.0.mod`,
      action: { kind: 'body', body: Buffer.from(`module example.com/${name}\n\ngo 1.99\n`) },
    })),
  );
  lab = await openLab({ mirrors: [liar.url, honest.url], sums: modules });
});

afterEach(async () => {
  await lab.close();
  await liar.close();
  await honest.close();
});

test('files that nobody asked for put a mirror into quarantine once another has the right ones', async () => {
  const tools = { ...lab.tools, lane: lab.gate.lane('foreseen') };
  for (const { url } of [liar, honest]) lab.tools.mirrors.answered(lab.mirror(url), 10);
  const health = () => lab.tools.mirrors.healthOf(lab.mirror(liar.url));
  for (const [index, endpoint] of mods.entries()) {
    const outcome = await lab.drive(fetchModule(tools, endpoint, lab.signal));
    expect(outcome).toMatchObject({ kind: 'found', mirror: lab.mirror(honest.url).name });
    expect(health().wrongModules.size).toBe(Math.min(2, index + 1));
  }
  expect(liar.requests).toHaveLength(2);
});
