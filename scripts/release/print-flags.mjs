/** node scripts/release/print-flags.mjs v1.2.3: the flags, one a line, by which `gh release create` marks that release. */
import { listStableTags, readGitHub } from './github.mjs';
import { markRelease } from './plan.mjs';

const [tag = ''] = process.argv.slice(2);
const { isPrerelease, isLatest } = markRelease(tag, await listStableTags(readGitHub(process.env)));
if (isPrerelease) console.log('--prerelease');
// Always said: without the flag GitHub takes whatever was published last for the latest.
console.log(`--latest=${isLatest}`);
