import { isIP } from 'node:net';
import type { Diagnosis, LayerName, LayerResult, MirrorDiagnosis } from '../diagnose/diagnosis.ts';
import { mark } from '../diagnose/render.ts';
import type { Block } from './document.ts';
import { formatElapsed } from './wording.ts';

/** Over a forward proxy its column has what DNS and TCP have else; a directory has no layers but itself. */
const columns: readonly (readonly [title: string, layer: LayerName])[] = [
  ['DNS', 'dns'],
  ['TCP', 'tcp'],
  ['Proxy', 'forward proxy'],
  ['TLS', 'tls'],
  ['HTTP', 'http'],
  ['Protocol', 'protocol'],
];

/** A diagnosis for the job summary: what all mirrors have in common, and a row for each. Texts are plain. */
export function describeDiagnosis({ mirrors, direct, machine }: Diagnosis): Block[] {
  const faults = machine.directories.flatMap(({ fault }) => fault?.detail ?? []);
  const notes = mirrors.flatMap(({ mirror, notes: found }) =>
    found.map((note) => `${mirror}: ${note}`),
  );
  const facts: [string, string][] = [
    ['All mirrors', machine.verdict],
    ...(direct ? [['direct', direct.verdict] satisfies [string, string]] : []),
    ...[...faults, ...machine.notes, ...notes].map((text): [string, string] => ['Note', text]),
  ];
  const table: Block = {
    kind: 'table',
    header: ['Mirror', ...columns.map(([title]) => title), 'Verdict'],
    rows: mirrors.map((mirror) => [
      mirror.mirror,
      ...columns.map(([, layer]) => cell(mirror, layer)),
      mirror.verdict,
    ]),
  };
  return [
    { kind: 'heading', text: 'Diagnosis' },
    { kind: 'facts', facts },
    ...(mirrors.length > 0 ? [table] : []),
  ];
}

function cell({ layers }: MirrorDiagnosis, name: LayerName): string {
  const layer = layers.find((each) => each.layer === name);
  // An address needs no resolver.
  if (layer === undefined || (layer.layer === 'dns' && isIP(layer.host) !== 0)) return '–';
  return `${mark(layer.fault === undefined)}${timeOf(layer)}`;
}

function timeOf(layer: LayerResult): string {
  // The file came with the answer: the layer above HTTP takes no time of its own.
  return layer.layer === 'protocol' ? '' : ` ${formatElapsed(layer.durationMs)}`;
}
