/**
 * node scripts/release/pack.mjs v1.2.3 DIRECTORY: writes the files of a release into DIRECTORY, which is made: the action
 * as a tarball, and SHA256SUMS with it and every file of dist/. Everything is taken from the commit that is checked out, so
 * the same commit gives the same bytes and the work tree has no say.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseTag } from './version.mjs';

/** What a runner or a terminal needs, and what a person wants to read beside it. */
const contents = [
  'action.yml',
  'dist',
  'docs',
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'LICENSE',
];

const [tag = '', directory = ''] = process.argv.slice(2);
if (parseTag(tag) === undefined || directory === '')
  throw new Error('expected a tag and a directory');

const name = `go-mod-resilient-${tag}`;
// The umask of the user's git configuration would be part of the bytes.
const archive = git('-c', 'tar.umask=0022', 'archive', `--prefix=${name}/`, 'HEAD', ...contents);
const files = [
  { name: `${name}.tar.gz`, bytes: gzipSync(archive, { level: 9 }) },
  ...git('ls-tree', '-r', '-z', '--name-only', 'HEAD', 'dist')
    .toString()
    .split('\0')
    .filter((path) => path !== '')
    .map((path) => ({ name: path, bytes: git('cat-file', 'blob', `HEAD:${path}`) })),
];
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, files[0].name), files[0].bytes);
writeFileSync(join(directory, 'SHA256SUMS'), files.map(sumLine).join(''));

/** As sha256sum writes it. */
function sumLine(file) {
  return `${createHash('sha256').update(file.bytes).digest('hex')}  ${file.name}\n`;
}

function git(...args) {
  const result = spawnSync('git', args, { maxBuffer: 1024 ** 3 });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}
