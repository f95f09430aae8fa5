import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../../src/effects.ts';
import { type CommandEnd, runCommand } from './command.ts';

export const contenders = ['plain', 'loop', 'action'] as const;

export type Contender = (typeof contenders)[number];

/** Where a run takes place: everything in it is new. */
export interface Place {
  readonly root: string;
  readonly project: string;
  /** For `go` and the action, without GOPROXY. */
  readonly env: Environment;
  /** None: the network this machine has. */
  readonly mirrors: readonly string[];
  /** After this long the run is stopped and has failed: plain `go` can wait for ever. */
  readonly limitMs: number;
}

export interface Finish extends CommandEnd {
  /** From the spawn of `go` to verified; for `go` alone it is the whole. */
  readonly downloadMs: number;
  /** Of the action's own process. */
  readonly peakMemoryBytes?: number;
  readonly failureClass?: string;
}

/** What people write around `go mod download` today. */
const loopScript =
  'for i in 1 2 3 4 5; do go mod download && exit 0; if [ $i -lt 5 ]; then sleep 5; fi; done; exit 1';

/** Downloads the project's modules into an empty module cache. Resolves whether or not that succeeded. */
export async function contend(contender: Contender, place: Place): Promise<Finish> {
  switch (contender) {
    case 'plain':
      // Go's own form: the next mirror is for what the first one does not have.
      return go(['go', 'mod', 'download'], place, ',');
    case 'loop':
      return go(['sh', '-c', loopScript], place, '|');
    case 'action':
      return action(place);
  }
}

async function go(
  command: readonly [string, ...string[]],
  place: Place,
  separator: string,
): Promise<Finish> {
  const goproxy = place.mirrors.length > 0 ? { GOPROXY: place.mirrors.join(separator) } : {};
  const env = { ...place.env, ...goproxy };
  const end = await runCommand(command, { cwd: place.project, env, limitMs: place.limitMs });
  return { ...end, downloadMs: end.wallMs };
}

/** The action as a runner starts it, but with no cache. */
async function action(place: Place): Promise<Finish> {
  const report = join(place.root, 'report.json');
  const env = {
    ...place.env,
    ...(place.mirrors.length > 0 ? { INPUT_MIRRORS: place.mirrors.join('\n') } : {}),
    INPUT_CACHE: 'off',
    GO_MOD_RESILIENT_REPORT: report,
  };
  const end = await runCommand([process.execPath, resolve('dist/index.js')], {
    cwd: place.project,
    env,
    limitMs: place.limitMs,
  });
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { ...end, downloadMs: end.wallMs, failureClass: 'no report' };
  const { run, failure } = JSON.parse(text);
  return {
    ...end,
    downloadMs: run.downloadDurationMs,
    peakMemoryBytes: run.peakMemoryBytes,
    ...(failure === undefined ? {} : { failureClass: failure.class }),
  };
}
