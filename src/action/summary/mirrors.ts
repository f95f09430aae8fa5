import type { FailureClass } from '../../failure.ts';
import { isFault, type MirrorReport } from '../../upstream/journal.ts';
import type { Block } from '../document.ts';
import { type LayerPassed, type LayerReport, layersPassed, reportLayers } from '../layers.ts';
import { formatBytes } from '../progress.ts';
import type { RunResult } from '../result.ts';
import { formatElapsed } from '../wording.ts';

const longestTable = 100;

const columnTitles: Readonly<Record<LayerPassed, string>> = {
  dns: 'DNS',
  tcp: 'TCP',
  'forward proxy': 'Forward proxy',
  tls: 'TLS',
  http: 'First byte',
  content: 'Content',
};

/** Every mirror layer by layer: where it let requests through, how fast, and where not. */
export function describeMirrors({ mirrors, attempts }: RunResult): Block[] {
  if (mirrors.every(({ state }) => state === 'not-asked')) return [];
  const shown = mirrors.slice(0, longestTable).map((mirror) => ({
    mirror,
    layers: reportLayers(attempts.filter((attempt) => attempt.mirror === mirror.name)),
  }));
  const isUsed = (layer: LayerPassed) =>
    shown.some(({ layers }) => layers.some((report) => report.layer === layer));
  // Few networks have a forward proxy, and a mirror inside one's own often has no TLS.
  const columns = layersPassed.filter(isUsed);
  return [
    {
      kind: 'table',
      header: [
        'Mirror',
        ...columns.map((layer) => columnTitles[layer]),
        'Requests',
        'Bytes',
        'Faults',
      ],
      rows: shown.map(({ mirror, layers }) => [
        nameMirror(mirror),
        ...columns.map((layer) => describeLayer(layers.find((report) => report.layer === layer))),
        String(mirror.requests),
        formatBytes(mirror.bytes),
        describeFaults(mirror.failures),
      ]),
    },
  ];
}

function nameMirror({ name, state, lostItsPlace, only }: MirrorReport): string {
  const remarks = [
    ...(only === undefined ? [] : [`only ${only}`]),
    ...(state === 'healthy' ? [] : [state === 'not-asked' ? 'not asked' : state]),
    ...(lostItsPlace ? ['lost its place'] : []),
  ];
  return remarks.length === 0 ? name : `${name} (${remarks.join(', ')})`;
}

function describeLayer(report: LayerReport | undefined): string {
  if (report === undefined) return '–';
  const { passed, failed, medianMs } = report;
  const good = medianMs === undefined ? '✓' : `✓ ${formatElapsed(medianMs)}`;
  if (failed === 0) return good;
  return passed === 0 ? `✗ ${failed}` : `${good}, ✗ ${failed}`;
}

function describeFaults(failures: MirrorReport['failures']): string {
  const faults = (Object.entries(failures) as [FailureClass, number][])
    .filter(([failureClass]) => isFault(failureClass))
    .sort(([, a], [, b]) => b - a)
    .map(([failureClass, count]) => `${count} × ${failureClass}`);
  return faults.length === 0 ? 'none' : faults.join(', ');
}
