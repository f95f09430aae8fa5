import { StringDecoder } from 'node:string_decoder';

/** Longest line kept; what comes after on the same line is dropped, so that a stream without line ends fills no memory. */
const maxLineLength = 64 * 1024;

export interface LineSplitter {
  write(chunk: Buffer): void;
  /** Hands out a last line that has no line end. */
  end(): void;
}

/** Splits a byte stream into lines without their ends (`\n` or `\r\n`); characters may lie across chunks. */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  const append = (text: string) => {
    const room = maxLineLength - pending.length;
    if (room > 0) pending += text.length <= room ? text : text.slice(0, room);
  };
  const flush = () => {
    const line = pending.endsWith('\r') ? pending.slice(0, -1) : pending;
    pending = '';
    onLine(line);
  };
  const add = (text: string) => {
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      append(text.slice(from, to));
      flush();
      from = to + 1;
    }
    append(text.slice(from));
  };
  return {
    write: (chunk) => add(decoder.write(chunk)),
    end: () => {
      add(decoder.end());
      if (pending !== '') flush();
    },
  };
}

export interface Tail {
  add(line: string): void;
  toString(): string;
}

/** Keeps the last lines whose lengths add up to at most `maxLength` characters. */
export function createTail(maxLength: number): Tail {
  const lines: string[] = [];
  let length = 0;
  return {
    add: (line) => {
      lines.push(line);
      length += line.length + 1;
      while (length > maxLength && lines.length > 1) length -= (lines.shift()?.length ?? 0) + 1;
    },
    toString: () => lines.map((line) => `${line}\n`).join(''),
  };
}
