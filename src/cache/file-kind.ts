/** What stands where a regular file belongs: told without opening it, since opening a pipe waits for its other end. */

interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

export function describeKind(of: FileKind): string {
  if (of.isFile()) return 'a file';
  if (of.isDirectory()) return 'a directory';
  if (of.isSymbolicLink()) return 'a symbolic link';
  if (of.isFIFO()) return 'a named pipe';
  return of.isSocket() ? 'a socket' : 'a device';
}
