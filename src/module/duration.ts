/** Durations as people and Go write them (time.ParseDuration): "90s", "1m30s", "1.5h", "250ms". */

const millisecondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // Both spellings of micro that Unicode has.
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Go keeps a duration as nanoseconds in 63 bits: about 292 years. */
const maxMs = 2 ** 63 / 1e6;

const part = '([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)';
const wholeText = new RegExp(`^\\+?(?:${part})+$`);

/** Milliseconds, or undefined for anything but a duration above zero that Go could hold. A bare number is none. */
export function parseDuration(text: string): number | undefined {
  if (!wholeText.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(new RegExp(part, 'g'))) {
    total += Number(amount) * (millisecondsPerUnit[unit] ?? Number.NaN);
  }
  return total > 0 && total < maxMs ? total : undefined;
}

/**
 * The shortest exact form to the millisecond: "250ms", "1.5s", "1m30s", "2h". What is given in whole milliseconds is read
 * back by `parseDuration` unchanged.
 */
export function formatDuration(ms: number): string {
  const rounded = Math.max(0, Math.round(ms));
  if (rounded < 1000 && rounded > 0) return `${rounded}ms`;
  const hours = Math.floor(rounded / 3_600_000);
  const minutes = Math.floor((rounded % 3_600_000) / 60_000);
  const seconds = (rounded % 60_000) / 1000;
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    seconds > 0 ? `${seconds}s` : '',
  ];
  return parts.join('') || '0s';
}
