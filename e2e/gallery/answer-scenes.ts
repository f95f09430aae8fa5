/** What a mirror answers, with one mirror in the list. */
import type { FaultAction } from '../../__tests__/support/faults.ts';
import type { FailureClass } from '../../src/failure.ts';
import { anotherMirror, type Cure } from './cure.ts';
import { alpha } from './modules.ts';
import type { Scene } from './scene.ts';

const answers = (
  failureClass: FailureClass,
  fault: string,
  action: FaultAction,
  more: { readonly match?: string; readonly cure?: Cure } = {},
): Scene => ({
  failureClass,
  fault,
  arrange: async (stage) => ({ mirrors: await stage.faulty(action, more.match) }),
  ...(more.cure && { cure: more.cure }),
});

export const answerScenes: readonly Scene[] = [
  answers(
    'truncated',
    'Every zip ends before its announced length.',
    { kind: 'truncate', afterBytes: 60, framing: 'length' },
    { match: '.zip', cure: anotherMirror },
  ),
  {
    failureClass: 'http-not-found',
    fault: 'The mirror does not have the module.',
    arrange: async (stage) => ({
      mirrors: await stage.faulty({ kind: 'status', status: 404 }, alpha.path),
    }),
  },
  answers(
    'http-throttled',
    'The mirror answers 429, with Retry-After.',
    { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
    { cure: anotherMirror },
  ),
  answers(
    'http-server',
    'The mirror answers 503.',
    { kind: 'status', status: 503 },
    { cure: anotherMirror },
  ),
  answers('http-other', 'The mirror answers 451.', { kind: 'status', status: 451 }),
  answers(
    'bad-content',
    'In place of a zip the mirror sends JSON.',
    { kind: 'body', body: '{}' },
    { match: '.zip' },
  ),
];
