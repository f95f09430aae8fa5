/** The names that things are cached under. Pure. */

import { createHash } from 'node:crypto';

/** What the key is made of: the contents that decide which modules a run needs. */
export interface KeySource {
  /** Paths of the main modules, from their `module` lines. */
  readonly modulePaths: readonly string[];
  /** Contents of every go.sum, go.work.sum and go.mod, in any order. */
  readonly contents: readonly Buffer[];
  /** `cache-suffix`; empty for none. */
  readonly suffix: string;
}

/** The name of whatever is kept as one. */
export interface ArchiveKey {
  readonly key: string;
  /** Any key that begins with it is of use where the key itself is not found. */
  readonly restorePrefix?: string;
  /** What the key is made of, by name. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface CacheKey extends ArchiveKey {
  /** Finds caches of the same modules with other versions: only the difference is downloaded then. */
  readonly restorePrefix: string;
  /** For the log: what a changed key can be traced to. */
  readonly parts: {
    readonly version: string;
    readonly suffix: string;
    readonly modulePaths: string;
    readonly contents: string;
  };
}

/** Changes when an archive of an older release must not be restored any more. */
const keyVersion = 'gmr-v1';
/** The same for what is kept of a toolchain. */
const toolchainKeyVersion = 'gmr-toolchain-v1';

/** GitHub allows 512 characters for the whole key; 128 leave room and are more than anyone types. */
const maxSuffixLength = 128;

/** The reason why `suffix` cannot be put into a key; `_` separates its parts, "," and others are refused by cache services. */
export function findSuffixProblem(suffix: string): string | undefined {
  if (!/^[A-Za-z0-9.-]*$/.test(suffix)) return 'may hold letters, digits, "." and "-" only';
  if (suffix.length > maxSuffixLength) return `may have at most ${maxSuffixLength} characters`;
  return undefined;
}

/**
 * `gmr-v1_<suffix>_<hash of the module paths>_<hash of the contents>`. The same on every system: neither directories nor
 * the order of files nor the line ends of a Windows checkout count.
 */
export function createCacheKey({ modulePaths, contents, suffix }: KeySource): CacheKey {
  const parts = {
    version: keyVersion,
    suffix,
    modulePaths: hashSet(modulePaths.map((modulePath) => Buffer.from(modulePath))),
    contents: hashSet(contents),
  };
  const restorePrefix = `${parts.version}_${parts.suffix}_${parts.modulePaths}_`;
  return { key: `${restorePrefix}${parts.contents}`, restorePrefix, parts };
}

/**
 * `gmr-toolchain-v1_go1.25.3.linux-amd64`, of a version of golang.org/toolchain; with a suffix
 * `gmr-toolchain-v1_<suffix>_go1.25.3.linux-amd64`. Without a prefix to restore by: no other version would be of use.
 */
export function createToolchainKey(moduleVersion: string, suffix: string): ArchiveKey {
  const toolchain = moduleVersion.replace(/^v0\.0\.1-/, '');
  const parts = { version: toolchainKeyVersion, suffix, toolchain };
  return {
    key: Object.values(parts)
      .filter((part) => part !== '')
      .join('_'),
    parts,
  };
}

/** For people: which part of a key has changed. */
export function describeKeyParts({ suffix, modulePaths, contents }: CacheKey['parts']): string {
  return `suffix ${suffix || 'none'}, module paths ${modulePaths.slice(0, 8)}…, go.mod and go.sum ${contents.slice(0, 8)}…`;
}

function hashSet(contents: readonly Buffer[]): string {
  const hashes = contents.map((content) =>
    createHash('sha256')
      .update(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
      .digest('hex'),
  );
  return createHash('sha256')
    .update([...hashes].sort().join('\n'))
    .digest('hex')
    .slice(0, 32);
}
