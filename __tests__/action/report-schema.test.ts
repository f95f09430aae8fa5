import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { layersPassed } from '../../src/action/layers.ts';
import { phaseNames } from '../../src/action/phase.ts';
import { buildReport } from '../../src/action/report.ts';
import { failureClasses } from '../../src/failure.ts';
import type { Layer } from '../../src/layer.ts';
import { reportProblems, reportSchema } from '../support/report-schema.ts';
import { everyField } from './run-results.ts';

const report = () => JSON.parse(JSON.stringify(buildReport(everyField)));

test('a report in which everything happened', () => expect(reportProblems(report())).toEqual([]));

test.each<[string, (whole: ReturnType<typeof report>) => object]>([
  ['the top', (whole) => whole],
  ['run', (whole) => whole.run],
  ['settings', (whole) => whole.settings],
  ['limits', (whole) => whole.settings.limits],
  ['a phase', (whole) => whole.phases[0]],
  ['a mirror', (whole) => whole.mirrors[0]],
  ['a layer', (whole) => whole.mirrors[0].layers[0]],
  ['failures', (whole) => whole.mirrors[0].failures],
  ['an attempt', (whole) => whole.attempts[0]],
  ['an event', (whole) => whole.events[0]],
  ['a finding', (whole) => whole.findings[0]],
  ['a module', (whole) => whole.modules[0]],
  ['the cache', (whole) => whole.cache],
  ['the parts of the key', (whole) => whole.cache.keyParts],
  ['a failure', (whole) => whole.failure],
  ['facts', (whole) => whole.failure.facts],
  ['a cause', (whole) => whole.failure.because],
  ['the diagnosis', (whole) => whole.diagnosis],
  ['a mirror that was looked into', (whole) => whole.diagnosis.mirrors[0]],
  ['a layer that was looked into', (whole) => whole.diagnosis.mirrors[0].layers[1]],
  ['a repository', (whole) => whole.diagnosis.direct.repository],
  ['the machine', (whole) => whole.diagnosis.machine],
])('a field that is not documented is refused in %s', (_, choose) => {
  const whole = report();
  Object.assign(choose(whole), { undocumented: 1 });
  expect(reportProblems(whole).join()).toMatch(/undocumented/);
});

describe('the closed sets of the schema are those of the code:', () => {
  const layers: Record<Layer, true> = {
    inputs: true,
    go: true,
    toolchain: true,
    project: true,
    dns: true,
    tcp: true,
    tls: true,
    'forward proxy': true,
    http: true,
    content: true,
    checksum: true,
    'checksum database': true,
    'version control': true,
    cache: true,
    'file system': true,
    run: true,
  };
  const { $defs, properties } = reportSchema;
  test.each([
    ['classes', $defs.class.enum, failureClasses],
    ['layers', $defs.layer.enum, Object.keys(layers)],
    ['phases', properties.phases.items.properties.name.enum, phaseNames],
    [
      'layers of a mirror',
      properties.mirrors.items.properties.layers.items.properties.layer.enum,
      layersPassed,
    ],
  ])('%s', (_, inSchema, inCode) => expect(inSchema).toEqual(inCode));
});

test('docs/report.md explains every field of the schema', async () => {
  const text = await readFile('docs/report.md', 'utf8');
  const names = new Set<string>();
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node)
      for (const name of Object.keys(node.properties ?? {})) names.add(name);
    for (const value of Object.values(node)) collect(value);
  };
  collect(reportSchema);
  const missing = [...names].filter((name) => !text.includes(`\`${name}\``));
  expect({ missing, isMany: names.size > 90 }).toEqual({ missing: [], isMany: true });
});
