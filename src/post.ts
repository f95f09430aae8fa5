/** The post step: what later steps had of this action to reach private repositories is taken away. Fails no job. */
import { removeAccessDirectory, stateName } from './git/access-directory.ts';

const directory = process.env[`STATE_${stateName}`];
if (directory) {
  const problem = await removeAccessDirectory(directory);
  // A warning of the runner; the directory is also emptied by it before the next job.
  if (problem !== undefined) {
    console.log(`::warning::The credentials of git could not be removed: ${problem}`);
  }
}
