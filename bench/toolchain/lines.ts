import type { MirrorPlan, ServingMirror } from '../lab/plan.ts';

/** Mirrors, in order, through which a toolchain is to come. */
export interface Line {
  readonly name: string;
  /** One line for the table. */
  readonly title: string;
  readonly mirrors: readonly MirrorPlan[];
  /** After this long `go`, which has no limit of its own, is stopped and has failed. */
  readonly goLimitMs: number;
  /** Where it hangs or fails so many rounds show it; undefined: as many as the action has. */
  readonly goRounds?: number;
}

const second = 1_000;
const kibibyte = 2 ** 10;
const mebibyte = 2 ** 20;

const healthy: ServingMirror = { kind: 'serving', line: { rttMs: 20 } };

export const lines: readonly Line[] = [
  {
    name: 'healthy',
    title: 'one healthy mirror, 20 ms round trip',
    mirrors: [healthy],
    goLimitMs: 120 * second,
  },
  {
    name: 'cut',
    title: 'one mirror that cuts every connection after 4 MiB, Range honoured',
    mirrors: [{ ...healthy, cutAfterBytes: 4 * mebibyte }],
    goLimitMs: 120 * second,
  },
  {
    name: 'slow',
    title: 'the first mirror at 500 KiB/s a connection, a healthy second one',
    mirrors: [{ ...healthy, line: { rttMs: 20, bandwidth: 500 * kibibyte } }, healthy],
    goLimitMs: 240 * second,
    goRounds: 1,
  },
  {
    name: 'stall',
    title: 'the first mirror stalls on the way, a healthy second one',
    mirrors: [{ ...healthy, faults: { stall: 1 } }, healthy],
    goLimitMs: 120 * second,
    goRounds: 1,
  },
];
