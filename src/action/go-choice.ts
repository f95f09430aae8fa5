import type { RecordProof } from '../sumdb/proof.ts';
import type { CacheResult } from './result.ts';

/** The Go that a run chose, and by what it is known to be the one. */
export interface GoChoice {
  /** Without the word "go". */
  readonly version: string;
  /** What named the version: an input, or the projects where there was no `go`. */
  readonly askedBy: 'go-version' | 'go-version-file' | 'projects';
  /**
   * `path`: the one that was first on PATH. `tool-cache`: installed before this run, by whomever. The others were installed by
   * it, from the run's cache or from a mirror.
   */
  readonly source: 'path' | 'tool-cache' | 'cache' | 'mirror';
  /** GOROOT. */
  readonly root: string;
  /** Display name of the mirror it came from. */
  readonly mirror?: string;
  /** The h1 hash of golang.org/toolchain in this version, which what was installed has; only where this run installed it. */
  readonly hash?: string;
  /** Missing where the input `toolchain-sum` vouches for the hash in the database's place. */
  readonly proof?: Pick<RecordProof, 'database' | 'record' | 'treeSize' | 'treeHash'>;
  /** What became of the archive that is kept for later runs; missing where none was looked for. */
  readonly cache?: Omit<CacheResult, 'keyParts'>;
  /** For later steps: directories for the front of PATH, and variables. */
  readonly paths: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** For people: where it came from and what vouches for it. */
export function describeGoChoice({ version, source, mirror, hash, proof }: GoChoice): string {
  const from = {
    path: 'on PATH',
    'tool-cache': 'in the tool cache',
    cache: "from this action's cache",
    mirror: `from ${mirror ?? 'a mirror'}`,
  }[source];
  if (hash === undefined) return `${version}, ${from}`;
  const vouching =
    proof === undefined
      ? 'pinned by `toolchain-sum`'
      : `record ${proof.record} of ${proof.treeSize} in ${proof.database}`;
  return `${version}, ${from}, ${hash}, ${vouching}`;
}
