/** Plays all scenes and writes the page: `npm run gallery`, or with a path to elsewhere. */
import { writeFile } from 'node:fs/promises';
import { renderPage } from './page.ts';
import { playAll, whyLeft } from './play.ts';
import { byClass, scenes } from './scenes.ts';

const [path = 'docs/failure-gallery.md'] = process.argv.slice(2);
const left = scenes.filter((scene) => whyLeft(scene) !== undefined);
if (left.length > 0) {
  for (const scene of left) process.stderr.write(`${scene.failureClass}: ${whyLeft(scene)}\n`);
  process.stderr.write(`${path} is not written: ${left.length} classes cannot be shown here\n`);
  process.exitCode = 1;
} else {
  await writeFile(path, renderPage((await playAll(scenes)).toSorted(byClass)));
}
