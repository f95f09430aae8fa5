/** Tests whose jobs run as somebody who is not root. Where that cannot be they are skipped, counted, and say why. */
import { describe, test } from '@jest/globals';
import { findOrdinaryUser } from './ordinary-user.ts';

const { why } = await findOrdinaryUser();
if (why !== undefined) console.warn(`skipped: jobs of an ordinary user (${why})`);

export const describeAsOrdinaryUser = why === undefined ? describe : describe.skip;
export const testAsOrdinaryUser = why === undefined ? test : test.skip;
