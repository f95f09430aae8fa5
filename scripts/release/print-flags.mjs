/** node scripts/release/print-flags.mjs v1.2.3: the flags, one a line, by which `gh release create` marks that release. */
import { listPublishedTags, readGitHub } from './github.mjs';
import { planRelease } from './plan.mjs';

const [tag = ''] = process.argv.slice(2);
const plan = planRelease(tag, await listPublishedTags(readGitHub(process.env)));
if (plan.isPrerelease) console.log('--prerelease');
// Always said: without the flag GitHub takes whatever was published last for the latest.
console.log(`--latest=${plan.isLatest}`);
