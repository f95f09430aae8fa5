/** go.mod of a main module, read by the strict rules go applies to it (golang.org/x/mod/modfile, Parse). */
import type { FileProblem } from './gosum.ts';
import { readModuleVersion, readOnly } from './mod-directives.ts';
import { readDirectives, take } from './mod-reader.ts';
import type { ModLine } from './mod-syntax.ts';
import type { ModuleVersion } from './path.ts';
import {
  addSharedDirective,
  type Draft,
  type SharedDirectives,
  sharedVerbs,
} from './shared-directives.ts';

export interface Requirement {
  /** The path may be one that only a replacement makes good, such as "example". */
  readonly module: ModuleVersion;
  /** Counted from 1. */
  readonly line: number;
  readonly isIndirect: boolean;
}

/**
 * Every version is canonical; what is not stands under `queries` alone. Where there is a query, go rewrites the file after
 * it has resolved it, so that what the project needs cannot be told from its files.
 */
export interface GoMod extends SharedDirectives {
  readonly module?: string;
  readonly requirements: readonly Requirement[];
  readonly exclusions: readonly ModuleVersion[];
}

/** Reads a go.mod file. A syntax error is the only problem reported; otherwise every faulty directive is. */
export function parseGoMod(
  text: string,
  file: string,
): { readonly value: GoMod; readonly problems: readonly FileProblem[] } {
  const draft: Draft<GoMod> = { requirements: [], replacements: [], exclusions: [], queries: [] };
  const problems = readDirectives(text, file, {
    blockVerbs,
    lineVerbs: [...blockVerbs, ...sharedVerbs.line],
    add: (verb, line) => addDirective(draft, verb, line),
  });
  return { value: draft, problems };
}

const blockVerbs: readonly string[] = [
  ...sharedVerbs.block,
  'module',
  'require',
  'exclude',
  'retract',
  'tool',
  'ignore',
];

/** Adds what a line says to the draft, or returns what is wrong with it. `line.tokens` is without the verb. */
function addDirective(draft: Draft<GoMod>, verb: string, line: ModLine): string | undefined {
  const args = line.tokens;
  switch (verb) {
    case 'module':
      if (draft.module !== undefined) return 'repeated module directive';
      return take(readOnly(verb, args), (path) => {
        draft.module = path;
      });
    case 'require':
    case 'exclude':
      return addVersion(draft, verb, line);
    case 'retract':
      return findRetractProblem(args);
    case 'tool':
    case 'ignore':
      // Nothing to download by themselves: only their form counts.
      return take(readOnly(verb, args), () => undefined);
    default:
      return addSharedDirective(draft, verb, line);
  }
}

function addVersion(
  draft: Draft<GoMod>,
  verb: 'require' | 'exclude',
  line: ModLine,
): string | undefined {
  const [path = '', version = ''] = line.tokens;
  if (line.tokens.length !== 2) return `${verb} takes a module path and a version`;
  return take(readModuleVersion(path, version), (read) => {
    if (read.kind === 'query') {
      draft.queries.push({ path: read.path, query: read.query, line: line.line });
    } else if (verb === 'exclude') {
      draft.exclusions.push(read.module);
    } else {
      draft.requirements.push({
        module: read.module,
        line: line.line,
        isIndirect: isIndirect(line.comment),
      });
    }
  });
}

/** go's rule: the comment is "indirect", or begins with "indirect;". */
function isIndirect(comment: string | undefined): boolean {
  const [first, ...more] = (comment ?? '').trim().split(/\s+/);
  return more.length === 0 ? first === 'indirect' : first === 'indirect;';
}

/** A version, or an interval of two: `[v1.0.0, v1.1.0]`. Which versions exist is not checked. */
function findRetractProblem(args: readonly string[]): string | undefined {
  const [first, low, comma, high, close] = args;
  const isVersion = (token = '') => token !== '' && !/^[()[\]{},]$/.test(token);
  const isSingle = args.length === 1 && isVersion(first);
  const isInterval =
    args.length === 5 &&
    first === '[' &&
    isVersion(low) &&
    comma === ',' &&
    isVersion(high) &&
    close === ']';
  return isSingle || isInterval
    ? undefined
    : 'retract takes a version, or two as in [v1.0.0, v1.1.0]';
}
