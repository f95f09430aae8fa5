import endToEnd from './jest.e2e.config.mjs';

/**
 * Files of e2e/ that may run next to each other: they assert no times, and what they share with the machine (ports, mounts,
 * names in a network) is in namespaces, directories and ports of their own. All others run alone, also a new one.
 */
const together = [
  'act',
  'act-cache',
  'act-cache-saving',
  'act-cache-v2',
  'act-failures',
  'act-git',
  'act-toolchain',
  'air-gapped',
  'archive-size',
  'below-go-1.17',
  'classification',
  'corporate',
  'corporate-recipes',
  'damaged-cache',
  'existing-caches',
  'foreign-disk',
  'git-proxies',
  'github-cache',
  'module-cache-rights',
  'networks',
  'offline',
  'projects',
  'secrets',
  'shared-module-cache',
  'toolchain',
  'toolchain-proof',
  'toolchain-switch',
];

export const files = together.map((name) => `**/build/e2e/${name}.test.js`);

/** @type {import('jest').Config} */
export default { ...endToEnd, testMatch: files, maxWorkers: 2 };
