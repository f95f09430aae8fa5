import endToEnd from './jest.e2e.config.mjs';
import { files } from './jest.together.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...endToEnd,
  testMatch: [...endToEnd.testMatch, ...files.map((file) => `!${file}`)],
};
