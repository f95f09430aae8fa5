import { afterEach } from '@jest/globals';
import { takeFenceCrossings } from './fence.ts';

// Code that retries and fails over survives the fence's error like any other: the test itself has to fail.
afterEach(() => {
  const crossings = takeFenceCrossings();
  if (crossings.length > 0) throw new Error(`the dial fence was hit: ${crossings.join('; ')}`);
});
