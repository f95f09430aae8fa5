import { formatDuration } from '../module/duration.ts';

/** "1 module", "3 modules". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How long something took, as exact as anyone cares: "8ms", "1.234s", "10.5s", "2m10.5s". */
export function formatElapsed(ms: number): string {
  const grain = ms < 10_000 ? 1 : 100;
  return formatDuration(Math.max(1, Math.round(ms / grain) * grain));
}
