/**
 * What an archive would do where it is unpacked, read from its headers. Only the form is accepted that a cache client writes:
 * POSIX headers, regular files and directories below one directory, and hard links among them. Everything else, harmless or
 * not, is refused: no tar and this reader can then see different entries in the same bytes. Pure.
 */

const blockBytes = 512;
/** Names and times; what is larger was not written by tar. */
const mostExtendedBytes = 64 * 1024;

/** Keys of an extended header that neither rename an entry nor change its length. */
const harmlessKey =
  /^(?:[acm]time|[ug]id|[ug]name|comment|SCHILY\.(?!realsize)[^=]+|LIBARCHIVE\.[^=]+|RHT\.security\.[^=]+)$/;

export class RefusedArchive extends Error {
  override readonly name = 'RefusedArchive';
}

export interface TarReader {
  /** @throws RefusedArchive as soon as an entry may not be unpacked. */
  read(chunk: Buffer): void;
  /** @throws RefusedArchive for an archive that stops before its end. */
  end(): void;
}

interface Names {
  readonly path?: string;
  readonly linkpath?: string;
}

type State =
  | { readonly kind: 'header'; readonly names?: Names }
  | { readonly kind: 'extended'; readonly length: number }
  | { readonly kind: 'content'; readonly left: number }
  /** Behind the first block of zeros: all readers stop there, so nothing else may follow. */
  | { readonly kind: 'over' };

/** @param root the one directory that entries may be in. */
export function createTarReader(root: string): TarReader {
  let state: State = { kind: 'header' };
  let pending: Buffer = Buffer.alloc(0);

  /** The bytes that `state` waits for, or nothing while they are not all there. */
  const take = (length: number): Buffer | undefined => {
    if (pending.length < length) return undefined;
    const taken = pending.subarray(0, length);
    pending = pending.subarray(length);
    return taken;
  };

  /** Whether there was enough to go on with. */
  const step = (): boolean => {
    switch (state.kind) {
      case 'header': {
        const header = take(blockBytes);
        if (header === undefined) return false;
        state = readHeader(header, state.names, root);
        return true;
      }
      case 'extended': {
        const records = take(padded(state.length));
        if (records === undefined) return false;
        state = { kind: 'header', names: readNames(records.subarray(0, state.length)) };
        return true;
      }
      case 'content': {
        const skipped = Math.min(state.left, pending.length);
        pending = pending.subarray(skipped);
        const left: number = state.left - skipped;
        state = left === 0 ? { kind: 'header' } : { kind: 'content', left };
        return left === 0;
      }
      case 'over':
        if (pending.some((byte) => byte !== 0)) throw refused('it goes on behind its end');
        pending = Buffer.alloc(0);
        return false;
    }
  };

  return {
    read(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      while (step());
    },
    end() {
      if (state.kind !== 'over') throw refused('it stops before its end');
    },
  };
}

function readHeader(header: Buffer, names: Names | undefined, root: string): State {
  if (header.every((byte) => byte === 0)) {
    if (names !== undefined) throw refused('its last header belongs to nothing');
    return { kind: 'over' };
  }
  if (header.toString('latin1', 257, 265) !== 'ustar\x0000') {
    throw refused('a header is not of the form that POSIX gives it');
  }
  if (readOctal(header, 148, 8) !== sumOf(header)) throw refused('a header is damaged');
  const length = readOctal(header, 124, 12);
  const type = header.toString('latin1', 156, 157);
  if (type === 'x') {
    if (names !== undefined) throw refused('two extended headers follow each other');
    if (length > mostExtendedBytes) throw refused(`an extended header has ${length} bytes`);
    return { kind: 'extended', length };
  }
  const prefix = readText(header, 345, 155);
  const name = names?.path ?? `${prefix === '' ? '' : `${prefix}/`}${readText(header, 0, 100)}`;
  checkName(name, root);
  switch (type) {
    case '0':
      return { kind: 'content', left: padded(length) };
    case '1':
      checkName(names?.linkpath ?? readText(header, 157, 100), root);
      break;
    case '5':
      break;
    default:
      throw refused(`${quote(name)} is no file and no directory (type ${quote(type)})`);
  }
  // Some readers skip what would follow, others take it for headers.
  if (length !== 0) throw refused(`${quote(name)} has bytes, and is no file`);
  return { kind: 'header' };
}

/** An entry has to lie in `root` in the eyes of every system that may unpack it. */
function checkName(name: string, root: string): void {
  const [first, ...elements] = name.split('/');
  if (first !== root || elements.includes('..')) {
    throw refused(`${quote(name)} lies outside of it`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\\:\x00-\x1f\x7f]/.test(name))
    throw refused(`${quote(name)} is no name of a module's file`);
}

function readNames(records: Buffer): Names {
  let path: string | undefined;
  let linkpath: string | undefined;
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(' ', at);
    const digits = space < 0 ? '' : records.toString('latin1', at, space);
    const end = at + Number(digits);
    const isRecord = /^[1-9]\d{0,5}$/.test(digits) && end <= records.length;
    if (!isRecord || end <= space + 1 || records[end - 1] !== 0x0a) {
      throw refused('an extended header is damaged');
    }
    const record = records.toString('utf8', space + 1, end - 1);
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, Math.max(equals, 0)), record.slice(equals + 1)];
    if (key === 'path') path = value;
    else if (key === 'linkpath') linkpath = value;
    else if (!harmlessKey.test(key)) throw refused(`an extended header has ${quote(key)}`);
    at = end;
  }
  return { ...(path !== undefined && { path }), ...(linkpath !== undefined && { linkpath }) };
}

function readText(header: Buffer, at: number, length: number): string {
  const end = header.indexOf(0, at);
  return header.toString('utf8', at, end < 0 ? at + length : Math.min(end, at + length));
}

/** Digits, then spaces or NUL; GNU's binary form is for what is larger than any module. */
function readOctal(header: Buffer, at: number, length: number): number {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(header.toString('latin1', at, at + length))?.[1];
  if (digits === undefined) throw refused('a header has a number that is none');
  return Number.parseInt(digits, 8);
}

/** Of all bytes, those of the checksum itself counted as spaces. */
function sumOf(header: Buffer): number {
  let sum = 8 * 0x20;
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte;
  return sum;
}

function padded(length: number): number {
  return Math.ceil(length / blockBytes) * blockBytes;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function refused(why: string): RefusedArchive {
  return new RefusedArchive(why);
}
