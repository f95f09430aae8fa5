/** Fails unless dist/ is, byte for byte, what the sources give. The expected files stay in bundle/expected. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildBundle, root } from './build-bundle.mjs';

const expected = 'bundle/expected';

/** Paths of the files below `directory`, relative to it. */
function list(directory) {
  const path = join(root, directory);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
}

function compare(name) {
  const [committed, built] = ['dist', expected].map((directory) => join(root, directory, name));
  if (!existsSync(built)) return 'stale';
  if (!existsSync(committed)) return 'missing';
  return readFileSync(committed).equals(readFileSync(built)) ? 'same' : 'different';
}

buildBundle(expected);
const names = [...new Set([...list('dist'), ...list(expected)])].sort();
const differences = names
  .map((name) => [compare(name), name])
  .filter(([state]) => state !== 'same');
if (differences.length === 0) {
  console.log(`dist/ is what the sources give (${names.length} files).`);
} else {
  for (const [state, name] of differences) console.error(`${state}: dist/${name}`);
  console.error('dist/ is not what the sources give: run `npm run bundle` and commit dist/.');
  process.exitCode = 1;
}
