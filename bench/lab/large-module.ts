import { createCipheriv } from 'node:crypto';
import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeModule } from '../../__tests__/support/modules.ts';

const path = 'example.com/large';
const version = 'v1.0.0';
const contentBytes = 130_000_000;

export interface LargeModule {
  /** A copy of the project that requires it. */
  readonly project: string;
  /** What a mirror needs to have it: a directory in the GOPROXY layout. */
  readonly modules: string;
}

/**
 * A project with one more module, made up, whose zip has 130 MB: such modules exist, but none of the real projects at
 * hand needs one. Its content does not compress, and is the same every time.
 */
export async function withLargeModule(project: string, directory: string): Promise<LargeModule> {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  const module = makeModule(path, version, {
    'go.mod': `module ${path}\n\ngo 1.21\n`,
    'large.go': 'package large\n',
    'noise.bin': noise.update(Buffer.alloc(contentBytes)),
  });
  const modules = join(directory, 'modules');
  const files = join(modules, path, '@v');
  await mkdir(files, { recursive: true });
  await writeFile(join(files, `${version}.info`), module.info);
  await writeFile(join(files, `${version}.mod`), module.mod);
  await writeFile(join(files, `${version}.zip`), module.zip);

  const copy = join(directory, 'project');
  await cp(project, copy, { recursive: true });
  await appendFile(join(copy, 'go.mod'), `\nrequire ${path} ${version}\n`);
  await appendFile(join(copy, 'go.sum'), `${module.sumLines.join('\n')}\n`);
  return { project: copy, modules };
}
