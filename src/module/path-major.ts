/**
 * The major version at the end of a module path ("/v2", gopkg.in's ".v2") and the versions that go with it.
 * Rules of golang.org/x/mod/module: SplitPathVersion and CheckPathMajor.
 */
import { parseVersion } from './version.ts';

export interface SplitPath {
  readonly prefix: string;
  /** "" for v0 and v1, else "/v2"; for gopkg.in always present: ".v1", ".v2-unstable". */
  readonly major: string;
}

/** Splits the major version off a module path; undefined where the ending is malformed ("x.org/m/v1", "/v02", "/v1.2"). */
export function splitPathVersion(path: string): SplitPath | undefined {
  if (path.startsWith('gopkg.in/')) {
    const found = /^(.*)(\.v(?:0|[1-9][0-9]*|(?:[1-9][0-9]*)?-unstable))$/s.exec(path);
    return found ? { prefix: found[1] ?? '', major: found[2] ?? '' } : undefined;
  }
  const found = /^(.*)(\/v([0-9.]+))$/s.exec(path);
  if (!found) return { prefix: path, major: '' };
  const number = found[3] ?? '';
  if (number.includes('.') || number.startsWith('0') || number === '1') return undefined;
  return { prefix: found[1] ?? '', major: found[2] ?? '' };
}

/** Whether a version may be asked of a path that ends in this major version, as go checks before any request. */
export function matchesPathMajor(version: string, pathMajor: string): boolean {
  const wanted = pathMajor.startsWith('.v') ? pathMajor.replace(/-unstable$/, '') : pathMajor;
  // An old bug made go write such pseudo-versions for gopkg.in paths in v1; they still stand in go.mod files.
  if (wanted === '.v1' && version.startsWith('v0.0.0-')) return true;
  const parsed = parseVersion(version);
  const major = parsed ? `v${parsed.major}` : '';
  if (wanted === '') return major === 'v0' || major === 'v1' || parsed?.build === '+incompatible';
  return major === wanted.slice(1);
}
