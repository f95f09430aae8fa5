/** Tests whose jobs run as somebody who is not root. Where that cannot be they are skipped, counted, and say why. */
import { describe, test } from '@jest/globals';
import { findOrdinaryUser } from './ordinary-user.ts';

const { why } = await findOrdinaryUser();
// jest shows nothing of the console of a file in which all is skipped.
if (why !== undefined) process.stderr.write(`skipped: jobs of an ordinary user (${why})\n`);

export const describeAsOrdinaryUser = why === undefined ? describe : describe.skip;
export const testAsOrdinaryUser = why === undefined ? test : test.skip;
