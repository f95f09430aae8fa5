import endToEnd from './jest.e2e.config.mjs';

// What these tests look for comes by chance: more rounds find more. STRESS_ROUNDS and STRESS_SEED choose others.
process.env.STRESS_ROUNDS ??= '20';

/** @type {import('jest').Config} */
export default { ...endToEnd, testMatch: ['<rootDir>/build/e2e/{*-stress,tampering}.test.js'] };
