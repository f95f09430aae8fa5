/**
 * How long to wait before asking the same set of mirrors again. Numbers: design §6; full jitter after
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
 */

const baseMs = 500;
const capMs = 8_000;
const floorMs = 100;

/** The longest `Retry-After` that is honoured (cargo's cap); a longer one is cut to it. */
export const retryAfterCapMs = 10_000;

/**
 * Milliseconds to wait after full pass number `pass` (0 = the first) over all mirrors failed:
 * uniform in [0, min(8 s, 0.5 s · 2^pass)), at least 100 ms so that a tight loop can never form.
 */
export function backoffDelayMs(pass: number, random: () => number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, Math.min(pass, 30)));
  return Math.max(floorMs, Math.floor(random() * ceiling));
}

/**
 * Milliseconds a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110 §10.2.3); undefined where it is
 * neither. `wallClockMs` is the time of day, which only the date form needs.
 */
export function parseRetryAfter(value: string, wallClockMs: number): number | undefined {
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse takes far more than HTTP dates ("-5" is one): demand the shape first.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallClockMs);
}
