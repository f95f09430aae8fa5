/** Which directory has to belong to the user of a run, where one file could not be written. Pure. */

/** Of the module cache everything has to: the next module would fail otherwise. */
const moduleCachePattern = /^(.+)[/\\]cache(?:[/\\](?:download|vcs|lock)(?:[/\\].*)?)?$/;

/** @param isDirectory the path is of a directory that was to be made. */
export function ownedDirectory(path: string, isDirectory: boolean): string {
  const moduleCache = moduleCachePattern.exec(path)?.[1];
  if (moduleCache !== undefined) return moduleCache;
  if (isDirectory) return path;
  return path.replace(/[/\\][^/\\]*$/, '') || '/';
}

/** The same for an error of node:fs, or of `go` in its words: `open /a/b: permission denied`. */
export function directoryIn(error: unknown): string | undefined {
  const { path, syscall, message } = error as NodeJS.ErrnoException;
  if (typeof path === 'string') return ownedDirectory(path, syscall === 'mkdir');
  return typeof message === 'string' ? directoryInWords(message) : undefined;
}

export function directoryInWords(words: string): string | undefined {
  const [, operation, path] =
    /(?:^|: )([a-z]\w*) ((?:\/|[A-Za-z]:\\)[^:\n]*?)(?: (?:\/|[A-Za-z]:\\)[^:\n]*)?: /.exec(
      words,
    ) ?? [];
  return path === undefined ? undefined : ownedDirectory(path, operation === 'mkdir');
}
