import type { MirrorEntry } from '../module/mirror-list.ts';

/** What an answer brings of a file: all of it, or what was missing. */
export interface BodyPart {
  readonly mirror: MirrorEntry;
  readonly body: AsyncIterable<Buffer>;
  /** Where in the file it begins: 0, or where the bytes that are there end. */
  readonly startsAtBytes: number;
  /** Of the whole file, where the answer told. */
  readonly totalBytes?: number;
  /** What names these very bytes, for an `If-Range` at the same mirror. */
  readonly validator?: string;
  /** The bytes are the file's own, so that a range could continue them: not of a body that was compressed on the way. */
  readonly isContinuable: boolean;
}
