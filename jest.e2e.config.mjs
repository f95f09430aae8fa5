/** @type {import('jest').Config} */
export default {
  globalSetup: '<rootDir>/scripts/ensure-go.mjs',
  testMatch: ['<rootDir>/build/e2e/**/*.test.js'],
  transform: {},
  // These tests start real processes, and some assert how long things take: one file at a time. `.ci/run` plays those that
  // assert nothing of the kind two at a time (jest.together.config.mjs), and the others alone (jest.alone.config.mjs).
  maxWorkers: 1,
  // Of one file only what says test.concurrent, and most of that waits for limits to pass.
  maxConcurrency: 6,
  testTimeout: 120_000,
};
