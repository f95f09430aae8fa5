import { access, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What git, the step and a shell script use. Some systems have a `go` beside them. */
const programs = ['cat', 'git', 'gzip', 'sed', 'sh', 'tar', 'uname'];

/** A directory for PATH in which there is no `go`, on any machine. */
export async function directoryWithoutGo(parent: string): Promise<string> {
  const directory = join(parent, 'programs');
  await mkdir(directory);
  for (const program of programs) {
    for (const place of ['/usr/bin', '/bin']) {
      const file = join(place, program);
      const isThere = await access(file).then(
        () => true,
        () => false,
      );
      if (!isThere) continue;
      await symlink(file, join(directory, program));
      break;
    }
  }
  return directory;
}
