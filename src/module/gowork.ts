/** go.work, read by go's rules (golang.org/x/mod/modfile, ParseWork). */
import type { FileProblem } from './gosum.ts';
import {
  findGodebugProblem,
  type Replacement,
  readGoVersion,
  readOnly,
  readReplacement,
  readToolchain,
  type VersionQuery,
} from './mod-directives.ts';
import { readDirectives, take } from './mod-reader.ts';
import type { ModLine } from './mod-syntax.ts';

/** Lines count from 1. */
export interface GoWork {
  readonly go?: { readonly version: string; readonly line: number };
  readonly toolchain?: { readonly name: string; readonly line: number };
  /** Directories as written, relative to the one of go.work. */
  readonly uses: readonly { readonly directory: string; readonly line: number }[];
  readonly replacements: readonly Replacement[];
  /** Replacements with a version that only go can resolve. */
  readonly queries: readonly VersionQuery[];
}

/** Reads a go.work file. A syntax error is the only problem reported; otherwise every faulty directive is. */
export function parseGoWork(
  text: string,
  file: string,
): { readonly value: GoWork; readonly problems: readonly FileProblem[] } {
  const draft: Draft = { uses: [], replacements: [], queries: [] };
  const problems = readDirectives(text, file, {
    blockVerbs,
    lineVerbs: [...blockVerbs, 'go', 'toolchain'],
    add: (verb, line) => addDirective(draft, verb, line),
  });
  return { value: draft, problems };
}

type Draft = {
  -readonly [Key in keyof GoWork]: GoWork[Key] extends readonly (infer Item)[]
    ? Item[]
    : GoWork[Key];
};

const blockVerbs: readonly string[] = ['godebug', 'use', 'replace'];

/** Adds what a line says to the draft, or returns what is wrong with it. `tokens` is without the verb. */
function addDirective(draft: Draft, verb: string, { tokens, line }: ModLine): string | undefined {
  switch (verb) {
    case 'go':
      if (draft.go) return 'repeated go directive';
      return take(readGoVersion(tokens), (version) => {
        draft.go = { version, line };
      });
    case 'toolchain':
      if (draft.toolchain) return 'repeated toolchain directive';
      return take(readToolchain(tokens), (name) => {
        draft.toolchain = { name, line };
      });
    case 'use':
      return take(readOnly(verb, tokens), (directory) => {
        draft.uses.push({ directory, line });
      });
    case 'replace':
      return take(readReplacement(tokens, line), (read) => {
        if ('query' in read) draft.queries.push(read);
        else draft.replacements.push(read);
      });
    default:
      return findGodebugProblem(tokens);
  }
}
