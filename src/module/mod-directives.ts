/** Directives that mean the same in go.mod and go.work, and the arguments they are made of. */

import type { ModuleVersion } from './path.ts';
import { matchesPathMajor, splitPathVersion } from './path-major.ts';
import { unquote } from './unquote.ts';
import { isCanonical } from './version.ts';

export interface Replacement {
  readonly path: string;
  /** Absent where every version is replaced. */
  readonly version?: string;
  readonly target:
    | { readonly kind: 'module'; readonly module: ModuleVersion }
    | { readonly kind: 'directory'; readonly directory: string };
  /** Counted from 1. */
  readonly line: number;
}

/** A version that only go can turn into one, by asking a mirror: a branch, a commit, "latest", "v1.2". */
export interface VersionQuery {
  readonly path: string;
  readonly query: string;
  readonly line: number;
}

/** What an argument or a directive was read as, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** A version as written: in its final form, or as a query for go to resolve. */
export type WrittenVersion =
  | { readonly kind: 'version'; readonly module: ModuleVersion }
  | { readonly kind: 'query'; readonly path: string; readonly query: string };

/** The argument of `go`, as golang.org/x/mod/modfile's GoVersionRE takes it. */
export function readGoVersion(args: readonly string[]): Read<string> {
  const [version = ''] = args;
  if (args.length !== 1) return { problem: 'go takes exactly one version' };
  const isValid = /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/.test(
    version,
  );
  return isValid
    ? { value: version }
    : { problem: `invalid Go version ${JSON.stringify(version)}: expected one like 1.23.0` };
}

/** The argument of `toolchain`, as golang.org/x/mod/modfile's ToolchainRE takes it. */
export function readToolchain(args: readonly string[]): Read<string> {
  const [name = ''] = args;
  if (args.length !== 1) return { problem: 'toolchain takes exactly one name' };
  return /^default$|^go1(?:$|\.)/.test(name)
    ? { value: name }
    : {
        problem: `invalid toolchain ${JSON.stringify(name)}: expected one like go1.23.0, or default`,
      };
}

/** The argument of `godebug`: only its form is looked at. */
export function findGodebugProblem(args: readonly string[]): string | undefined {
  const isValid = args.length === 1 && /^[^"`',=]*=[^"`',]*$/.test(args[0] ?? '');
  return isValid ? undefined : 'godebug takes exactly one key=value';
}

/** An argument, out of its quotes if it has any. */
function readString(token: string): Read<string> {
  if (token.startsWith('"')) {
    const value = unquote(token);
    return value === undefined ? { problem: `invalid quoted string ${token}` } : { value };
  }
  return /["'`]/.test(token)
    ? { problem: `a string with quotes in it has to stand in double quotes: ${token}` }
    : { value: token };
}

/** The single argument of a directive. */
export function readOnly(verb: string, args: readonly string[]): Read<string> {
  return args.length === 1
    ? readString(args[0] ?? '')
    : { problem: `${verb} takes exactly one argument` };
}

/** A module path and a version that has to fit its major version. */
export function readModuleVersion(pathToken: string, versionToken: string): Read<WrittenVersion> {
  const path = readString(pathToken);
  if ('problem' in path) return path;
  const version = readString(versionToken);
  if ('problem' in version) return version;
  return checkModuleVersion(path.value, version.value);
}

function checkModuleVersion(path: string, version: string): Read<WrittenVersion> {
  const split = splitPathVersion(path);
  if (!split) return { problem: `malformed module path ${JSON.stringify(path)}` };
  if (version === '') return { problem: `${path} without a version` };
  if (!isCanonical(version)) return { value: { kind: 'query', path, query: version } };
  return matchesPathMajor(version, split.major)
    ? { value: { kind: 'version', module: { path, version } } }
    : { problem: `version ${version} does not fit the major version of ${path}` };
}

const replaceUsage =
  'replace takes path [version] => path version, or path [version] => ../directory';

/** The arguments of `replace`. A query on either side is what the directive then is to us: only go can resolve it. */
export function readReplacement(
  args: readonly string[],
  line: number,
): Read<Replacement | VersionQuery> {
  const arrow = args[1] === '=>' ? 1 : 2;
  const [target, targetVersion, ...more] = args.slice(arrow + 1);
  if (args[arrow] !== '=>' || target === undefined || more.length > 0) {
    return { problem: replaceUsage };
  }
  const replaced = readReplaced(args.slice(0, arrow));
  if ('problem' in replaced) return replaced;
  const replacing = readTarget(target, targetVersion);
  if ('problem' in replacing) return replacing;
  if (replaced.value.kind === 'query') {
    return { value: { path: replaced.value.path, query: replaced.value.query, line } };
  }
  if (replacing.value.kind === 'query') {
    return { value: { path: replacing.value.path, query: replacing.value.query, line } };
  }
  const { path, version } = replaced.value;
  return {
    value: { path, ...(version === undefined ? {} : { version }), target: replacing.value, line },
  };
}

type Replaced =
  | { readonly kind: 'replaced'; readonly path: string; readonly version?: string }
  | Extract<WrittenVersion, { kind: 'query' }>;

function readReplaced([pathToken = '', versionToken]: readonly string[]): Read<Replaced> {
  if (versionToken === undefined) {
    const path = readString(pathToken);
    if ('problem' in path) return path;
    return splitPathVersion(path.value)
      ? { value: { kind: 'replaced', path: path.value } }
      : { problem: `malformed module path ${JSON.stringify(path.value)}` };
  }
  const read = readModuleVersion(pathToken, versionToken);
  if ('problem' in read) return read;
  const { value } = read;
  return { value: value.kind === 'query' ? value : { kind: 'replaced', ...value.module } };
}

type Target = Replacement['target'] | Extract<WrittenVersion, { kind: 'query' }>;

function readTarget(target: string, versionToken: string | undefined): Read<Target> {
  const read = readString(target);
  if ('problem' in read) return read;
  const isDirectory = isDirectoryPath(read.value);
  if (versionToken === undefined) {
    if (isDirectory) return { value: { kind: 'directory', directory: read.value } };
    return {
      problem: read.value.includes('@')
        ? 'a replacement is written as "path version", not "path@version"'
        : 'a replacement without version has to be a directory: absolute, or beginning with ./ or ../',
    };
  }
  if (isDirectory) return { problem: 'a replacement directory has no version' };
  const version = readString(versionToken);
  if ('problem' in version) return version;
  const checked = checkModuleVersion(read.value, version.value);
  if ('problem' in checked) return checked;
  const { value } = checked;
  return { value: value.kind === 'query' ? value : { kind: 'module', module: value.module } };
}

/** go's rule, the same on every system: go.mod files move from one to another. */
function isDirectoryPath(text: string): boolean {
  return /^\.{1,2}(?:$|[/\\])|^[/\\]|^[A-Za-z]:/.test(text);
}
