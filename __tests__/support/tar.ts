/** Archives of tar's POSIX form, written entry by entry with whatever names and types are asked for. */

/** POSIX.1-1988 and -2001: the type flags that exist, and none of the extensions. */
export const tarTypes = {
  file: '0',
  hardLink: '1',
  symbolicLink: '2',
  characterDevice: '3',
  blockDevice: '4',
  directory: '5',
  pipe: '6',
  extended: 'x',
  global: 'g',
  /** GNU's own: the name of the next entry. */
  longName: 'L',
} as const;

export interface TarEntry {
  readonly name: string;
  /** `file` unless given. */
  readonly type?: keyof typeof tarTypes;
  readonly data?: string | Buffer;
  /** Where a link leads. */
  readonly link?: string;
  /** Written instead of the true one. */
  readonly checksum?: number;
}

const block = 512;

/** One record of an extended header: its own length, a space, `key=value`, a line end. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

/** The archive with its two blocks of zeros at the end. */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(writeEntry), Buffer.alloc(2 * block)]);
}

function writeEntry(entry: TarEntry): readonly Buffer[] {
  const { name, type = 'file', link = '' } = entry;
  if (Buffer.byteLength(name) > 100 || Buffer.byteLength(link) > 100) {
    const records = [
      paxRecord('path', name),
      ...(link === '' ? [] : [paxRecord('linkpath', link)]),
    ].join('');
    return [
      ...writeEntry({ name: 'PaxHeaders/long', type: 'extended', data: records }),
      ...writeEntry({ ...entry, name: 'long', ...(link !== '' && { link: 'long' }) }),
    ];
  }
  const data = Buffer.from(entry.data ?? '');
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  header.write(name, 0);
  octal(type === 'directory' ? 0o755 : 0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(data.length, 124, 12);
  octal(0, 136, 12);
  header.write(tarTypes[type], 156, 'latin1');
  header.write(link, 157);
  header.write('ustar\x0000', 257, 'latin1');
  octal(1, 329, 8);
  octal(3, 337, 8);
  header.fill(' ', 148, 156);
  const checksum = entry.checksum ?? header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const padding = Buffer.alloc((block - (data.length % block)) % block);
  return [header, data, padding];
}
