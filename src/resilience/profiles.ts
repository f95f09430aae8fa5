/**
 * The time limits and retries of one run. A profile names the network in one word; single inputs change single limits.
 * The numbers are the table of the design: an intranet answers at once or is broken, a line across a border is slow
 * while healthy.
 */

export const profiles = ['intranet', 'public', 'cross-border'] as const;

export type Profile = (typeof profiles)[number];

export interface Limits {
  /** DNS, TCP, forward proxy and TLS together. */
  readonly connectMs: number;
  /** From the sent request to the first byte of the answer. */
  readonly firstByteMs: number;
  /** The same on the last try, when waiting longer is all that is left. */
  readonly lastFirstByteMs: number;
  /** Longest silence inside a body. */
  readonly stallMs: number;
  /** Further attempts per file after the first, over all mirrors. */
  readonly retries: number;
  /** From the start of the step to its end. */
  readonly deadlineMs: number;
}

/** The limits that a user sets one by one; what is missing comes from the profile. */
export interface LimitOverrides {
  readonly connectMs?: number | undefined;
  readonly stallMs?: number | undefined;
  readonly retries?: number | undefined;
  readonly deadlineMs?: number | undefined;
}

const second = 1_000;
const minute = 60 * second;

const table: Readonly<Record<Profile, Limits>> = {
  intranet: {
    connectMs: 5 * second,
    firstByteMs: 10 * second,
    lastFirstByteMs: 10 * second,
    stallMs: 10 * second,
    retries: 2,
    deadlineMs: 10 * minute,
  },
  public: {
    connectMs: 10 * second,
    firstByteMs: 15 * second,
    lastFirstByteMs: 30 * second,
    stallMs: 15 * second,
    retries: 5,
    deadlineMs: 15 * minute,
  },
  'cross-border': {
    connectMs: 15 * second,
    firstByteMs: 30 * second,
    lastFirstByteMs: 30 * second,
    stallMs: 30 * second,
    retries: 8,
    deadlineMs: 30 * minute,
  },
};

/**
 * The limits of `profile` with the user's own on top.
 *
 * A longer stall limit lengthens the wait for the first byte too: whoever tolerates that much silence inside a body
 * tolerates it before one. A shorter one does not shorten it: a proxy that first fetches the file itself is silent
 * until it has it, and healthy.
 */
export function limitsFor(profile: Profile, overrides: LimitOverrides = {}): Limits {
  const base = table[profile];
  const stallMs = overrides.stallMs ?? base.stallMs;
  const firstByteMs = Math.max(base.firstByteMs, overrides.stallMs ?? 0);
  return {
    connectMs: overrides.connectMs ?? base.connectMs,
    firstByteMs,
    lastFirstByteMs: Math.max(base.lastFirstByteMs, firstByteMs),
    stallMs,
    retries: overrides.retries ?? base.retries,
    deadlineMs: overrides.deadlineMs ?? base.deadlineMs,
  };
}
