/** @type {import('jest').Config} */
export default {
  globalSetup: '<rootDir>/scripts/ensure-go.mjs',
  testMatch: ['<rootDir>/build/e2e/**/*.test.js'],
  transform: {},
  // These tests start real processes and assert how long things take: one file at a time.
  maxWorkers: 1,
  // Of one file only what says test.concurrent, and most of that waits for limits to pass.
  maxConcurrency: 6,
  testTimeout: 120_000,
};
