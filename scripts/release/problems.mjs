/** Whether a tag may be released: everything that has to agree with it. Pure. */
import { readSection } from './changelog.mjs';
import { formatVersion, parseTag } from './version.mjs';

/**
 * All that is wrong, one sentence each; empty when the tag may be released.
 *
 * @param {{
 *   readonly tag: string,
 *   readonly packageJson: string,
 *   readonly packageLock: string,
 *   readonly changelog: string,
 * }} release the tag, and the text of the files at its commit
 * @returns {readonly string[]}
 */
export function findProblems({ tag, packageJson, packageLock, changelog }) {
  const parsed = parseTag(tag);
  if (parsed === undefined) {
    return [`The tag ${JSON.stringify(tag)} is not of the form v1.2.3 or v1.2.3-rc.1.`];
  }
  const version = formatVersion(parsed);
  const lock = JSON.parse(packageLock);
  const stated = [
    ['package.json', JSON.parse(packageJson).version],
    ['package-lock.json', lock.version],
    ['packages[""] of package-lock.json', lock.packages?.['']?.version],
  ];
  const section = readSection(changelog, version);
  return [
    ...stated
      .filter(([, found]) => found !== version)
      .map(([where, found]) => `The tag is ${tag}, but ${where} says ${JSON.stringify(found)}.`),
    ...('problem' in section ? [`CHANGELOG.md ${section.problem}.`] : []),
  ];
}
