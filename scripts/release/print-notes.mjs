/** node scripts/release/print-notes.mjs v1.2.3: what CHANGELOG.md says about that version, for the notes of the release. */
import { readFileSync } from 'node:fs';
import { readSection } from './changelog.mjs';

const [tag = ''] = process.argv.slice(2);
const section = readSection(readFileSync('CHANGELOG.md', 'utf8'), tag.replace(/^v/, ''));
if ('problem' in section) {
  console.error(`CHANGELOG.md ${section.problem}.`);
  process.exitCode = 1;
} else {
  console.log(section.notes);
}
