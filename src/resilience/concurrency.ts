/**
 * How many requests one mirror may have in flight: as many as are asked for, fewer where it shows that they are too many.
 * Pure; one state per mirror.
 */
import type { Failure } from '../failure.ts';

/** Requests in flight at once, over all mirrors (design §6). */
export const mostInFlight = 64;
/** The same on one mirror. */
export const mostOnOneMirror = 48;

/** Answers after which one more request may go out. */
const answersPerRegain = 20;
/** Below this many, what went wrong is chance. */
const fewestSigns = 3;

export interface MirrorLimit {
  /** Requests that may be in flight now: at least 1, at most `most`. */
  readonly limit: number;
  readonly most: number;
  /** Answers since the limit last changed. */
  readonly answers: number;
  /** Answers, and signs of overload, since the last cut. */
  readonly answersSinceCut: number;
  readonly signsSinceCut: number;
  readonly cutAtMs: number;
}

/** What one request tells of the load its mirror bears. */
export type LoadSign =
  | 'answer'
  /** The mirror said it itself. */
  | 'throttled'
  /** It may be too much for the mirror, or chance. */
  | 'overload'
  | 'nothing';

/** The limit of a mirror that nothing is known of, in a run with at most `inFlight` requests. */
export function initialLimit(inFlight: number): MirrorLimit {
  const most = Math.min(inFlight, mostOnOneMirror);
  return {
    limit: most,
    most,
    answers: 0,
    answersSinceCut: 0,
    signsSinceCut: 0,
    cutAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** What a failed request tells. */
export function loadSign(failure: Failure): LoadSign {
  switch (failure.class) {
    case 'http-not-found':
      return 'answer';
    case 'http-throttled':
      return 'throttled';
    case 'http-server':
      return failure.status === 503 ? 'overload' : 'nothing';
    case 'stall':
    case 'connect-timeout':
      return 'overload';
    default:
      return 'nothing';
  }
}

/**
 * The limit after a request that began at `startedAtMs` and ended at `nowMs`. Requests that were under way when the limit
 * was cut tell nothing new: one burst of refusals is one cut.
 *
 * A throttled request cuts it at once. Time-outs and plain 503 do where they are at least as many as answers: on a line that
 * loses every tenth request they come with any load, and with few in flight each lost one would hold up all others.
 */
export function afterRequest(
  state: MirrorLimit,
  sign: LoadSign,
  startedAtMs: number,
  nowMs: number,
): MirrorLimit {
  switch (sign) {
    case 'nothing':
      return state;
    case 'answer':
      return afterAnswer(state);
    case 'throttled':
      return startedAtMs < state.cutAtMs ? state : cut(state, nowMs);
    case 'overload': {
      if (startedAtMs < state.cutAtMs) return state;
      const signsSinceCut = state.signsSinceCut + 1;
      const isTooMuch = signsSinceCut >= fewestSigns && signsSinceCut >= state.answersSinceCut;
      return isTooMuch ? cut(state, nowMs) : { ...state, signsSinceCut };
    }
  }
}

function afterAnswer(state: MirrorLimit): MirrorLimit {
  const answers = state.answers + 1;
  const counted = { ...state, answers, answersSinceCut: state.answersSinceCut + 1 };
  if (answers < answersPerRegain || state.limit >= state.most) return counted;
  return { ...counted, limit: state.limit + 1, answers: 0 };
}

function cut(state: MirrorLimit, nowMs: number): MirrorLimit {
  return {
    ...state,
    limit: Math.max(1, Math.floor(state.limit / 2)),
    answers: 0,
    answersSinceCut: 0,
    signsSinceCut: 0,
    cutAtMs: nowMs,
  };
}

/**
 * How many of `limit` requests may be for files that nobody has asked for yet: what `go` asks for must not wait until
 * a large one is through.
 */
export function shareOfForeseen(limit: number): number {
  return Math.max(1, limit - Math.ceil(limit / 8));
}
