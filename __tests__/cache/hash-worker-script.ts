import { fileURLToPath } from 'node:url';

/** The compiled thread, which the bundle has in the same place beside its entry. */
export const workerScript = fileURLToPath(
  new URL('../../src/cache/hash-worker/index.js', import.meta.url),
);
