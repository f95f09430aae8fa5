/**
 * What `go` makes of the files of a toolchain's zip when it switches to that toolchain: a module's zip holds neither
 * executable files nor a go.mod anywhere but at its root. Pure; names are relative to GOROOT, with slashes.
 */

/** Whether `go` makes this file executable: its commands, its tools, and the scripts that run programs elsewhere. */
export function isExecutable(name: string): boolean {
  if (name.startsWith('bin/') || name.startsWith('pkg/tool/')) return true;
  return name.startsWith('lib/') && /^go_.+_.+_exec$/u.test(baseOf(name));
}

/** A file, and the name of its copy. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/** Every `_go.mod` gets a copy that is called `go.mod`, if there is one in `src`; what is called so already stays. */
export function findCopies(names: readonly string[]): readonly Copy[] {
  const known = new Set(names);
  if (!known.has('src/_go.mod')) return [];
  return names
    .filter((name) => baseOf(name) === '_go.mod')
    .map((from) => ({ from, to: from.replace(/_go\.mod$/, 'go.mod') }))
    .filter(({ to }) => !known.has(to));
}

/** The `go` command of a GOROOT. */
export function goCommand(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'bin/go.exe' : 'bin/go';
}

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
