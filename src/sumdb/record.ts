import { isUtf8 } from 'node:buffer';
import { escapePath, escapeVersion, formatModule, type ModuleVersion } from '../module/path.ts';
import { contradiction, malformed } from './refusal.ts';
import { decodeBase64, isPlainText, parseCount } from './strict-text.ts';

/**
 * The operation that looks a module version up.
 * @throws RangeError for a module that cannot be asked for (see `escapePath`).
 */
export function lookupOperation({ path, version }: ModuleVersion): string {
  return `lookup/${escapePath(path)}@${escapeVersion(version)}`;
}

/** The answer to `lookup/…` in its parts; nothing of it is proven yet. */
export interface LookupAnswer {
  readonly record: number;
  /** The record itself, which its leaf of the tree is the hash of. */
  readonly text: Buffer;
  /** The signed tree head behind it. */
  readonly note: Buffer;
}

/**
 * Reads a lookup's answer (golang.org/x/mod/sumdb/tlog, ParseRecord).
 * @throws FailureError
 */
export function parseLookup(bytes: Buffer): LookupAnswer {
  const textStart = bytes.indexOf('\n') + 1;
  const textEnd = bytes.indexOf('\n\n', textStart) + 1;
  const record = parseCount(bytes.toString('latin1', 0, Math.max(textStart - 1, 0)));
  const text = bytes.subarray(textStart, textEnd);
  if (record === undefined || textEnd <= textStart || !isRecordText(text)) {
    throw malformed('the record of the checksum database is malformed');
  }
  return { record, text, note: bytes.subarray(textEnd + 1) };
}

function isRecordText(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  return isUtf8(bytes) && isPlainText(text) && !text.startsWith('\n');
}

export interface RecordHashes {
  readonly zipHash: string;
  readonly modHash: string | undefined;
}

/**
 * The hashes that a record names for a module version. A record that speaks of another module is refused even if it is in
 * the log: to take its silence, or another's line, for an answer is what CVE-2026-42501 and CVE-2026-56864 are about.
 * @throws FailureError
 */
export function readHashes(text: Buffer, module: ModuleVersion): RecordHashes {
  const name = formatModule(module);
  const found = new Map<string, string>();
  for (const line of text.toString('utf8').trimEnd().split('\n')) {
    const [path, version = '', hash = '', ...more] = line.split(' ');
    const isOfModule =
      path === module.path &&
      (version === module.version || version === `${module.version}/go.mod`);
    if (!isOfModule) throw contradiction(`the record for ${name} has a line for another module`);
    if (more.length > 0) throw contradiction(`the record for ${name} has a malformed line`);
    // Go matches no other kind of hash either; a later one may stand beside it.
    if (!hash.startsWith('h1:')) continue;
    if (decodeBase64(hash.slice('h1:'.length))?.length !== 32) {
      throw contradiction(`the record for ${name} has a malformed hash`);
    }
    if (found.has(version)) {
      const is = found.get(version) === hash ? 'repeats a line' : 'contradicts itself';
      throw contradiction(`the record for ${name} ${is}`);
    }
    found.set(version, hash);
  }
  const zipHash = found.get(module.version);
  if (zipHash === undefined) throw contradiction(`the record for ${name} names no hash of it`);
  return { zipHash, modHash: found.get(`${module.version}/go.mod`) };
}
