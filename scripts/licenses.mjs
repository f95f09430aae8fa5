import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licence texts of every package that may be part of the bundle: all locked packages but those for development.
 * (ncc's own list leaves out packages that share a chunk with the entry.)
 * Throws where a package has neither a licence file nor the MIT licence and a holder in package.json: its text must be found
 * before the package is used.
 */
export function bundledLicenses(root) {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lockfile.packages)
    .filter(([directory, { dev }]) => directory !== '' && !dev)
    .map(([directory, { version, license }]) => {
      const name = directory.replace(/^.*node_modules\//, '');
      return `${name} ${version} (${license})\n\n${licenseText(root, directory)}`;
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

function licenseText(root, directory) {
  const path = join(root, directory);
  const file = readdirSync(path).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  return file ? read(path, file) : declaredLicense(root, path);
}

/** A package may name its licence and holder in package.json alone. This project's own LICENSE is the text of the MIT one. */
function declaredLicense(root, path) {
  const { license, author } = JSON.parse(read(path, 'package.json'));
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || !holder) throw new Error(`${path} has no licence file`);
  return read(root, 'LICENSE').replace(/^Copyright.*$/m, `Copyright (c) ${holder}`);
}

function read(directory, file) {
  return readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
