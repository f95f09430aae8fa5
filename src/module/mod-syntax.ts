/**
 * The syntax go.mod and go.work share (golang.org/x/mod/modfile, read.go): lines of words, blocks in parentheses, quoted
 * strings, comments to the end of the line.
 */

export interface ModLine {
  /** As written: strings keep their quotes. */
  readonly tokens: readonly string[];
  /** Counted from 1. */
  readonly line: number;
  /** What follows "//" at the end of the line. */
  readonly comment?: string;
}

export type Statement =
  | ({ readonly kind: 'line' } & ModLine)
  | {
      readonly kind: 'block';
      readonly tokens: readonly string[];
      readonly line: number;
      readonly lines: readonly ModLine[];
    };

/** Like go, stops at the first syntax error. */
export type Syntax =
  | { readonly statements: readonly Statement[] }
  | { readonly line: number; readonly message: string };

/** Reads the statements of a go.mod or go.work file, or says where it cannot be read. */
export function parseSyntax(text: string): Syntax {
  const lexed = readTokens(text);
  return 'message' in lexed ? lexed : parseStatements(lexed.tokens);
}

interface Token {
  readonly kind: 'word' | 'end-of-line';
  /** At the end of a line, what follows the slashes of a comment. */
  readonly text: string;
  readonly line: number;
}

/** What the lexer may meet, in the order in which it has to be tried. */
const patterns = {
  space: /[ \t\r]+/y,
  comment: /\/\/([^\n]*)(?:\n|$)/y,
  lineBreak: /\n/y,
  punctuation: /[()[\]{},]/y,
  string: /"(?:[^"\\\n]|\\[\s\S])*"|`[^`\n]*`/y,
  // Every printable character but the punctuation above; "//" ends a word and begins a comment.
  word: /(?:(?!\/[/*]|[()[\]{},])[\p{L}\p{M}\p{N}\p{P}\p{S}])+/uy,
};

function readTokens(
  text: string,
): { readonly tokens: readonly Token[] } | { readonly line: number; readonly message: string } {
  const tokens: Token[] = [];
  let offset = 0;
  let line = 1;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text) ?? undefined;
    offset += found?.[0].length ?? 0;
    return found;
  };
  while (offset < text.length) {
    if (take(patterns.space)) continue;
    const comment = take(patterns.comment);
    if (comment) {
      tokens.push({ kind: 'end-of-line', text: comment[1] ?? '', line });
      line += 1;
      continue;
    }
    if (take(patterns.lineBreak)) {
      tokens.push({ kind: 'end-of-line', text: '', line });
      line += 1;
      continue;
    }
    if (text.startsWith('/*', offset)) {
      return { line, message: 'go.mod and go.work know // comments only, not /* */' };
    }
    const isString = /["`]/y.test(text.charAt(offset));
    const word = take(patterns.punctuation) ?? take(isString ? patterns.string : patterns.word);
    if (!word) {
      const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
      return {
        line,
        message: isString
          ? 'string without an end'
          : `unexpected character ${JSON.stringify(character)}`,
      };
    }
    tokens.push({ kind: 'word', text: word[0], line });
    line += word[0].split('\n').length - 1;
  }
  tokens.push({ kind: 'end-of-line', text: '', line });
  return { tokens };
}

function parseStatements(tokens: readonly Token[]): Syntax {
  const statements: Statement[] = [];
  let rows = splitRows(tokens);
  while (rows.length > 0) {
    const [row, ...following] = rows;
    rows = following;
    if (!row) break;
    const opening = row.tokens.at(-1) === '(' && row.tokens.length > 1;
    if (isEmptyBlock(row.tokens)) {
      statements.push({
        kind: 'block',
        tokens: row.tokens.slice(0, -2),
        line: row.line,
        lines: [],
      });
    } else if (!opening) {
      statements.push({ kind: 'line', ...row });
    } else {
      const end = rows.findIndex(({ tokens: [first] }) => first === ')');
      const closing = rows[end];
      if (!closing) return { line: row.line, message: 'block without a closing parenthesis' };
      if (closing.tokens.length > 1) {
        return { line: closing.line, message: 'a closing parenthesis has to end its line' };
      }
      statements.push({
        kind: 'block',
        tokens: row.tokens.slice(0, -1),
        line: row.line,
        lines: rows.slice(0, end),
      });
      rows = rows.slice(end + 1);
    }
  }
  return { statements };
}

function isEmptyBlock(tokens: readonly string[]): boolean {
  return tokens.length > 2 && tokens.at(-2) === '(' && tokens.at(-1) === ')';
}

/** Lines with at least one word; comments on lines of their own mean nothing to us. */
function splitRows(tokens: readonly Token[]): readonly ModLine[] {
  const rows: ModLine[] = [];
  let words: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'word') {
      words.push(token);
      continue;
    }
    const [first] = words;
    if (first) {
      const comment = token.text === '' ? {} : { comment: token.text };
      rows.push({ tokens: words.map(({ text }) => text), line: first.line, ...comment });
    }
    words = [];
  }
  return rows;
}
