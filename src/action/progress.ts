/** How far the download is, as lines people can bear to read: pure, the caller prints. */

export interface ProgressSnapshot {
  /** What is coming where it is no set of modules. */
  readonly subject?: string | undefined;
  readonly modulesDone: number;
  /** Grows while the module graph is being read; undefined as long as nobody knows. */
  readonly modulesKnown?: number | undefined;
  readonly bytes: number;
  /** Display name of the mirror that delivers most. */
  readonly mirror?: string | undefined;
}

/** `log`: lines that stay, few of them. `terminal`: one line that is written over and over. */
export type ProgressStyle = 'log' | 'terminal';

export interface ProgressState {
  readonly startedAtMs: number;
  readonly printedAtMs: number;
  readonly quarter: number;
  readonly line: string;
}

/**
 * Between two lines of a log, unless a further quarter is done: a quarter of the time so far within these bounds. Half an
 * hour on a slow line is some seventy lines.
 */
const shortestIntervalMs = 5_000;
const longestIntervalMs = 30_000;

/** Ten times a second is as much as an eye follows. */
const terminalIntervalMs = 100;

/** Nothing is printed in the first interval: a run that is over by then needs no progress. */
export function startProgress(nowMs: number): ProgressState {
  return { startedAtMs: nowMs, printedAtMs: nowMs, quarter: 0, line: '' };
}

/** The state after `snapshot`, and the line to print, if it is time for one and it says something new. */
export function advanceProgress(
  state: ProgressState,
  snapshot: ProgressSnapshot,
  nowMs: number,
  style: ProgressStyle,
): { readonly state: ProgressState; readonly line?: string } {
  const line = describeProgress(snapshot);
  if (line === state.line) return { state };
  const quarter = quarterOf(snapshot);
  const inLogMs = Math.min((nowMs - state.startedAtMs) / 4, longestIntervalMs);
  const intervalMs = style === 'log' ? Math.max(inLogMs, shortestIntervalMs) : terminalIntervalMs;
  const isDue = nowMs - state.printedAtMs >= intervalMs;
  const isMilestone = style === 'log' && quarter > state.quarter;
  if (!isDue && !isMilestone) return { state };
  // The number of known modules can grow: a quarter that was announced is not announced again.
  const reached = Math.max(quarter, state.quarter);
  return { state: { ...state, printedAtMs: nowMs, quarter: reached, line }, line };
}

function describeProgress(snapshot: ProgressSnapshot): string {
  const { modulesDone, modulesKnown, bytes, mirror } = snapshot;
  const from = mirror === undefined ? '' : ` from ${mirror}`;
  if (snapshot.subject !== undefined) return `${snapshot.subject}: ${formatBytes(bytes)}${from}`;
  const counted =
    modulesKnown === undefined
      ? `${modulesDone} modules`
      : `${modulesDone} of ${modulesKnown} modules`;
  return `${counted}, ${formatBytes(bytes)}${from}`;
}

/** Binary units with one digit after the point: "0 B", "1.5 KiB", "64.0 MiB". */
export function formatBytes(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes / 1024;
  let unit = 0;
  // Not 1024: what rounds up to "1024.0 KiB" reads better as "1.0 MiB".
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

function quarterOf({ modulesDone, modulesKnown }: ProgressSnapshot): number {
  if (modulesKnown === undefined || modulesKnown === 0) return 0;
  return Math.floor((4 * Math.min(modulesDone, modulesKnown)) / modulesKnown);
}
