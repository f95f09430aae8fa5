import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licence texts of every package that may be part of the bundle: all locked packages but those for development.
 * (ncc's own list leaves out packages that share a chunk with the entry.)
 * Throws where a package has no licence file: its text must be found before the package is used.
 */
export function bundledLicenses(root) {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lockfile.packages)
    .filter(([directory, { dev }]) => directory !== '' && !dev)
    .map(([directory, { version, license }]) => {
      const name = directory.replace(/^.*node_modules\//, '');
      return `${name} ${version} (${license})\n\n${licenseText(join(root, directory))}`;
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

function licenseText(directory) {
  const file = readdirSync(directory).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  if (!file) throw new Error(`${directory} has no licence file`);
  return readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
