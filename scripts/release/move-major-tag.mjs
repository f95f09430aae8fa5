/**
 * node scripts/release/move-major-tag.mjs v1.2.3 COMMIT: makes v1 point at COMMIT, unless a newer v1.x.y is published or the
 * tag names a prerelease. Fails where v1.2.3 is not published, or was taken back.
 */
import { listStableTags, pointTag, readGitHub } from './github.mjs';
import { planMajorTag } from './plan.mjs';

const [tag = '', commit = ''] = process.argv.slice(2);
if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${JSON.stringify(commit)} is no commit`);
const github = readGitHub(process.env);
const plan = planMajorTag(tag, await listStableTags(github));
if ('problem' in plan) {
  console.error(`The major tag stays where it is: ${plan.problem}.`);
  process.exitCode = 1;
} else if ('staysBecause' in plan) {
  console.log(`The major tag stays where it is: ${plan.staysBecause}.`);
} else {
  try {
    const before = await pointTag(github, plan.moves, commit);
    console.log(`${plan.moves}: ${before ?? 'new'} -> ${commit} (${tag})`);
  } catch (error) {
    console.error(`${plan.moves} could not be moved: ${error.message}`);
    console.error('The release is complete. docs/releasing.md says how to move the tag by hand.');
    process.exitCode = 1;
  }
}
