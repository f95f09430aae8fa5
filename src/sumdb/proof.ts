/** What the checksum database says of one module version, proven. */
export interface RecordProof {
  /** The name in the database's key, such as `sum.golang.org`. */
  readonly database: string;
  /** The record's number in the log, from 0. */
  readonly record: number;
  /** Records in the signed tree that this one was proven in. */
  readonly treeSize: number;
  /** Root of that tree, base64. */
  readonly treeHash: string;
  /** `h1:…` of the module's files; a record without it is refused. */
  readonly zipHash: string;
  /** `h1:…` of its go.mod. */
  readonly modHash: string | undefined;
  /** The signed note of that tree, as it came. */
  readonly signedTree: string;
  /**
   * Every answer the proof rests on, by its operation (`lookup/…`, `tile/…`), so that it can be proven again without a
   * network. `latest` is the signed tree, where it is not the one that came with the lookup.
   */
  readonly evidence: ReadonlyMap<string, Buffer>;
}

/** Gets the answer to one question (`lookup/…`, `tile/…`) from wherever it may come: nobody on the way is trusted. */
export type ReadAnswer = (operation: string, signal: AbortSignal) => Promise<Buffer>;
