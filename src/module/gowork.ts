/** go.work, read by go's rules (golang.org/x/mod/modfile, ParseWork). */
import type { FileProblem } from './gosum.ts';
import { readOnly } from './mod-directives.ts';
import { readDirectives, take } from './mod-reader.ts';
import {
  addSharedDirective,
  type Draft,
  type SharedDirectives,
  sharedVerbs,
} from './shared-directives.ts';

export interface GoWork extends SharedDirectives {
  /** Directories as written, relative to the one of go.work. */
  readonly uses: readonly { readonly directory: string; readonly line: number }[];
  /** Lines for `go` to judge: a newer one may know them. */
  readonly unknown: readonly { readonly text: string; readonly line: number }[];
}

/** Reads a go.work file. A syntax error is the only problem reported; otherwise every faulty directive is. */
export function parseGoWork(
  text: string,
  file: string,
): { readonly value: GoWork; readonly problems: readonly FileProblem[] } {
  const draft: Draft<GoWork> = { uses: [], unknown: [], replacements: [], queries: [] };
  const blockVerbs = ['use', ...sharedVerbs.block];
  const problems = readDirectives(text, file, {
    blockVerbs,
    lineVerbs: [...blockVerbs, ...sharedVerbs.line],
    add: (verb, line) =>
      verb === 'use'
        ? take(readOnly(verb, line.tokens), (directory) => {
            draft.uses.push({ directory, line: line.line });
          })
        : addSharedDirective(draft, verb, line),
    addUnknown: ({ tokens, line }) => {
      draft.unknown.push({ text: tokens.join(' '), line });
    },
  });
  return { value: draft, problems };
}
