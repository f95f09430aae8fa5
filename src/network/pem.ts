/** The blocks of a PEM text (RFC 7468), and what stands between them. Pure. */

export interface PemBlock {
  /** `CERTIFICATE`, `RSA PRIVATE KEY` and so on. */
  readonly label: string;
  /** Base64, white space included, as it stands. */
  readonly body: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

export interface PemText {
  readonly blocks: readonly PemBlock[];
  /** Lines outside of blocks that are not blank, trimmed. */
  readonly others: readonly { readonly text: string; readonly line: number }[];
  /** Line of a block that begins and has no end; what follows it is in no list, because it may be half of a key. */
  readonly unendedAt?: number;
}

const begin = /-----BEGIN ([A-Z0-9 ]+)-----/;

/** Takes a PEM text apart. A block may stand in one line, as secrets that lost their line ends do. */
export function readPem(text: string): PemText {
  const blocks: PemBlock[] = [];
  const others: { text: string; line: number }[] = [];
  let rest = text;
  let line = 1;
  const passOver = (passed: string) => {
    for (const [index, written] of passed.split('\n').entries()) {
      if (written.trim() !== '') others.push({ text: written.trim(), line: line + index });
    }
  };
  for (;;) {
    const found = begin.exec(rest);
    if (found === null) {
      passOver(rest);
      return { blocks, others };
    }
    const [opening, label = ''] = found;
    passOver(rest.slice(0, found.index));
    line += lineEndsIn(rest.slice(0, found.index));
    const inside = rest.slice(found.index + opening.length);
    const closing = `-----END ${label}-----`;
    const end = inside.indexOf(closing);
    if (end === -1) return { blocks, others, unendedAt: line };
    const body = inside.slice(0, end);
    blocks.push({ label, body, line });
    line += lineEndsIn(body);
    rest = inside.slice(end + closing.length);
  }
}

function lineEndsIn(text: string): number {
  return text.split('\n').length - 1;
}
