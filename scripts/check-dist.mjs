/** Fails unless dist/ is, byte for byte, what the sources give. The expected files stay in bundle/expected. */
import { join } from 'node:path';
import { buildBundle, root } from './build-bundle.mjs';
import { compareTrees } from './compare-trees.mjs';

const expected = 'bundle/expected';
const words = { 'first only': 'stale', 'second only': 'missing', different: 'different' };

await buildBundle(expected);
const { files, differences } = compareTrees(join(root, 'dist'), join(root, expected));
if (differences.length === 0) {
  console.log(`dist/ is what the sources give (${files} files).`);
} else {
  for (const { name, state } of differences) console.error(`${words[state]}: dist/${name}`);
  console.error('dist/ is not what the sources give: run `npm run bundle` and commit dist/.');
  process.exitCode = 1;
}
