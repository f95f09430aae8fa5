/** Repositories of a git server: bare, with one commit and one tag. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeModule, type TestModule } from '../../__tests__/support/modules.ts';

const run = promisify(execFile);

export interface RepositoryModule extends TestModule {
  /** The files of the repository's only commit. */
  readonly files: Readonly<Record<string, string>>;
  /** Host and path at which the server has it. */
  readonly location: string;
}

/** A module at the root of a repository that its path names with `.git`: nobody has to ask the host where it lies. */
export function makeRepositoryModule(
  path: string,
  version: string,
  location = path,
): RepositoryModule {
  const files = {
    'go.mod': `module ${path}\n\ngo 1.21\n`,
    'module.go': `package module\n\nconst Version = "${version}"\n`,
  };
  return { ...makeModule(path, version, files), files, location };
}

/** Makes `<root>/bare/<host>/<path>` for each module, as a server's directory has it. */
export async function writeRepositories(
  root: string,
  modules: readonly RepositoryModule[],
): Promise<void> {
  const env = { PATH: '/usr/bin:/bin', HOME: root };
  const git = (cwd: string, ...args: readonly string[]) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], { cwd, env });
  for (const { location, version, files } of modules) {
    const work = join(root, 'work', location);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(work, name)), { recursive: true });
      await writeFile(join(work, name), text);
    }
    await git(work, 'init', '--quiet', '--initial-branch=main');
    await git(work, 'add', '--all');
    await git(work, 'commit', '--quiet', '--message=one');
    await git(work, 'tag', version);
    await mkdir(dirname(join(root, 'bare', location)), { recursive: true });
    await git(work, 'clone', '--quiet', '--bare', work, join(root, 'bare', location));
  }
}
