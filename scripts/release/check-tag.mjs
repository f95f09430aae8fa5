/** node scripts/release/check-tag.mjs v1.2.3: fails with every reason why that tag cannot be released from this tree. */
import { readFileSync } from 'node:fs';
import { findProblems } from './problems.mjs';

const [tag = ''] = process.argv.slice(2);
const problems = findProblems({
  tag,
  packageJson: readFileSync('package.json', 'utf8'),
  packageLock: readFileSync('package-lock.json', 'utf8'),
  changelog: readFileSync('CHANGELOG.md', 'utf8'),
});
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${tag} is what package.json, package-lock.json and CHANGELOG.md say.`);
