/**
 * Module paths and versions as the module proxy protocol writes them. The rules are those of golang.org/x/mod/module
 * (CheckPath, EscapePath, EscapeVersion): what passes here is safe as part of a URL and as a file name on every
 * system, so nothing downstream has to think about "..", control characters or reserved Windows names again.
 */
import { splitPathVersion } from './path-major.ts';

export interface ModuleVersion {
  readonly path: string;
  readonly version: string;
}

/** The module path under which `go` fetches other versions of itself. */
export const toolchainPath = 'golang.org/toolchain';

/** `path@version`, the way the go command names a module version. */
export function formatModule(module: ModuleVersion): string {
  return `${module.path}@${module.version}`;
}

/** Whether x/mod's CheckPath accepts the path, that is whether a module with this path can be fetched at all. */
export function isModulePath(path: string): boolean {
  const elements = path.split('/');
  const host = elements[0] ?? '';
  return (
    // The first element stands for a domain name: lower case only, at least one dot, no leading dash.
    /^[a-z0-9.][a-z0-9.-]*$/.test(host) &&
    host.includes('.') &&
    elements.every(isModulePathElement) &&
    splitPathVersion(path) !== undefined
  );
}

/**
 * Whether x/mod's EscapeVersion accepts the version: canonical versions, and branch names or commit hashes that
 * `.info` may be asked for. golang.org/toolchain's versions (`v0.0.1-go1.26.0.linux-amd64`) are ordinary ones.
 */
export function isVersion(version: string): boolean {
  return /^[!-~ ]+$/.test(version) && !version.includes('!') && isFilePathElement(version);
}

/**
 * The form of a module path used in URLs and file names: `!` and the lower-case letter for each upper-case letter,
 * because file systems may not tell case apart.
 * @throws RangeError where `isModulePath` says no: callers check what comes from outside before they get here.
 */
export function escapePath(path: string): string {
  if (!isModulePath(path)) throw new RangeError(`malformed module path ${JSON.stringify(path)}`);
  return escapeUpperCase(path);
}

/**
 * The form of a version used in URLs and file names, escaped like a path.
 * @throws RangeError where `isVersion` says no.
 */
export function escapeVersion(version: string): string {
  if (!isVersion(version)) throw new RangeError(`disallowed version ${JSON.stringify(version)}`);
  return escapeUpperCase(version);
}

/** The module path an escaped form stands for; undefined if the form or the path is invalid. */
export function unescapePath(escaped: string): string | undefined {
  const path = unescapeUpperCase(escaped);
  return path !== undefined && isModulePath(path) ? path : undefined;
}

/** The version an escaped form stands for; undefined if the form or the version is invalid. */
export function unescapeVersion(escaped: string): string | undefined {
  const version = unescapeUpperCase(escaped);
  return version !== undefined && isVersion(version) ? version : undefined;
}

/** Whether x/mod's CheckFilePath accepts a slash-separated name of a file inside a module. */
export function isFilePath(path: string): boolean {
  return path.split('/').every(isFilePathElement);
}

function isModulePathElement(element: string): boolean {
  return (
    /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/.test(element) &&
    !element.endsWith('.') &&
    !isReservedOnWindows(element) &&
    // "progra~1" is a Windows short name: it could open another file than the one it was checked as.
    !/~[0-9]+$/.test(beforeFirstDot(element))
  );
}

/** Letters of any script, ASCII digits, and the punctuation that neither a shell nor a file system takes as its own. */
function isFilePathElement(element: string): boolean {
  return (
    /^[\p{L}0-9!#$%&()+,\-.=@[\]^_{}~ ]+$/u.test(element) &&
    // A trailing dot is dropped by Windows, and "." and ".." end in one too.
    !element.endsWith('.') &&
    !isReservedOnWindows(element)
  );
}

function isReservedOnWindows(element: string): boolean {
  return /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i.test(beforeFirstDot(element));
}

function beforeFirstDot(element: string): string {
  return element.split('.', 1)[0] ?? '';
}

function escapeUpperCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function unescapeUpperCase(escaped: string): string | undefined {
  // Upper case in an escaped form would be a second spelling of the same module.
  if (!/^(?:[^A-Z!]|![a-z])*$/.test(escaped)) return undefined;
  return escaped.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Each module version once, in the order of first appearance. */
export function distinctModules(modules: readonly ModuleVersion[]): readonly ModuleVersion[] {
  return [...new Map(modules.map((module) => [formatModule(module), module])).values()];
}
