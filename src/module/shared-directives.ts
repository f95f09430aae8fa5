/** Directives that go.mod and go.work have in common. */
import {
  findGodebugProblem,
  type Replacement,
  readGoVersion,
  readReplacement,
  readToolchain,
  type VersionQuery,
} from './mod-directives.ts';
import { take } from './mod-reader.ts';
import type { ModLine } from './mod-syntax.ts';

/** Lines count from 1. */
export interface SharedDirectives {
  readonly go?: { readonly version: string; readonly line: number };
  readonly toolchain?: { readonly name: string; readonly line: number };
  readonly replacements: readonly Replacement[];
  /** Directives with a version that only go can resolve, over the network. */
  readonly queries: readonly VersionQuery[];
}

/** A file's value while its directives are being read. */
export type Draft<T> = {
  -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key];
};

/** Verbs that both files know; those of `line` may not stand before a block. */
export const sharedVerbs = { block: ['godebug', 'replace'], line: ['go', 'toolchain'] } as const;

/** Adds what a line says to the draft, or returns what is wrong with it. `tokens` is without the verb. */
export function addSharedDirective(
  draft: Draft<SharedDirectives>,
  verb: string,
  { tokens, line }: ModLine,
): string | undefined {
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
    case 'replace':
      return take(readReplacement(tokens, line), (read) => {
        if ('query' in read) draft.queries.push(read);
        else draft.replacements.push(read);
      });
    case 'godebug':
      return findGodebugProblem(tokens);
    default:
      throw new RangeError(`${verb} is no directive of both files`);
  }
}
