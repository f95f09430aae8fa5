/** From the statements of a go.mod or go.work file to its directives, one by one, with every problem on its line. */
import type { FileProblem } from './gosum.ts';
import type { Read } from './mod-directives.ts';
import { type ModLine, parseSyntax, type Statement } from './mod-syntax.ts';

/** What a kind of file knows. */
export interface Vocabulary {
  /** Verbs that may stand before a block. */
  readonly blockVerbs: readonly string[];
  /** Verbs that may begin a line of their own. */
  readonly lineVerbs: readonly string[];
  /** Takes one directive, its tokens without the verb; returns what is wrong with it. */
  add(verb: string, line: ModLine): string | undefined;
  /** Takes a line whose verb it does not know, its tokens with the verb. */
  readonly addUnknown?: (line: ModLine) => void;
}

/** Gives every directive of a file to `add` and collects the problems: the first syntax error, or all faulty directives. */
export function readDirectives(
  text: string,
  file: string,
  vocabulary: Vocabulary,
): readonly FileProblem[] {
  const syntax = parseSyntax(text);
  if ('message' in syntax) return [{ file, ...syntax }];
  return syntax.statements.flatMap((statement) =>
    readStatement(statement, vocabulary).map((problem) => ({ file, ...problem })),
  );
}

function readStatement(
  statement: Statement,
  { blockVerbs, lineVerbs, add, addUnknown }: Vocabulary,
): readonly { line: number; message: string }[] {
  const [verb = '', ...args] = statement.tokens;
  // A newer Go may know it: whether it is a mistake is for `go` to say, which reads the same file.
  if (!lineVerbs.includes(verb) && !blockVerbs.includes(verb)) {
    const lines = statement.kind === 'line' ? [{ ...statement, tokens: args }] : statement.lines;
    for (const line of lines) addUnknown?.({ ...line, tokens: [verb, ...line.tokens] });
    return [];
  }
  if (statement.kind === 'line') {
    const message = lineVerbs.includes(verb)
      ? add(verb, { ...statement, tokens: args })
      : `${JSON.stringify(verb)} needs a block`;
    return message === undefined ? [] : [{ line: statement.line, message }];
  }
  if (args.length > 0 || !blockVerbs.includes(verb)) {
    const name = JSON.stringify(statement.tokens.join(' '));
    return [{ line: statement.line, message: `unknown block ${name}` }];
  }
  return statement.lines.flatMap((line) => {
    const message = add(verb, line);
    return message === undefined ? [] : [{ line: line.line, message }];
  });
}

/** Keeps what was read, or returns what is wrong with it. */
export function take<T>(read: Read<T>, keep: (value: T) => void): string | undefined {
  if ('problem' in read) return read.problem;
  keep(read.value);
  return undefined;
}
