/**
 * node scripts/release/move-major-tag.mjs v1.2.3 COMMIT: makes v1 point at COMMIT, unless a newer v1.x.y is published or the
 * tag names a prerelease.
 */
import { listPublishedTags, pointTag, readGitHub } from './github.mjs';
import { planRelease } from './plan.mjs';

const [tag = '', commit = ''] = process.argv.slice(2);
if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${JSON.stringify(commit)} is no commit`);
const github = readGitHub(process.env);
const { majorTag } = planRelease(tag, await listPublishedTags(github));
if ('staysBecause' in majorTag) {
  console.log(`The major tag stays where it is: ${majorTag.staysBecause}.`);
} else {
  try {
    const before = await pointTag(github, majorTag.moves, commit);
    console.log(`${majorTag.moves}: ${before ?? 'new'} -> ${commit} (${tag})`);
  } catch (error) {
    console.error(`${majorTag.moves} could not be moved: ${error.message}`);
    console.error(
      'The release itself is complete. docs/releasing.md says how to move the tag by hand.',
    );
    process.exitCode = 1;
  }
}
