/** go.sum and go.work.sum: which bytes every module version has to have. The rules are those of cmd/go's own reader. */
import { isModulePath, isVersion, type ModuleVersion } from './path.ts';

export interface SumLine {
  readonly module: ModuleVersion;
  /** Hash of the module's files, or of its go.mod alone. */
  readonly kind: 'zip' | 'mod';
  /** "h1:" and the base64 of a SHA-256. */
  readonly hash: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What is wrong with a line of a file of the project; `line` counts from 1. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** The hash of an empty go.mod, which an old bug wrote for trees that are no modules; go drops such lines. */
const emptyGoModHash = 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=';

/** What Go's strings.Fields splits at; JavaScript's \s would also take a byte order mark and leave out U+0085. */
const whiteSpace = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * Reads a go.sum file. A line without exactly three fields is a problem (go stops there); hashes of another kind than h1,
 * and lines whose module no request could name, are skipped as go never matches them.
 */
export function parseGoSum(
  text: string,
  file: string,
): { readonly lines: readonly SumLine[]; readonly problems: readonly FileProblem[] } {
  const lines: SumLine[] = [];
  const problems: FileProblem[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    const fields = content.split(whiteSpace).filter((field) => field !== '');
    if (fields.length === 0) continue;
    const [path = '', versionAndFile = '', hash = ''] = fields;
    if (fields.length !== 3) {
      problems.push({ file, line, message: describeMalformedLine(path, fields.length) });
      continue;
    }
    if (!hash.startsWith('h1:') || hash === emptyGoModHash) continue;
    const kind = versionAndFile.endsWith('/go.mod') ? 'mod' : 'zip';
    const version = kind === 'mod' ? versionAndFile.slice(0, -'/go.mod'.length) : versionAndFile;
    if (!isModulePath(path) || !isVersion(version)) continue;
    lines.push({ module: { path, version }, kind, hash, file, line });
  }
  return { lines, problems };
}

export interface SumIndex {
  /** Lines for one file of a module version, in file order; none if go.sum does not name it. */
  find(module: ModuleVersion, kind: 'zip' | 'mod'): readonly SumLine[];
  /** Module versions with a line for their files, each once, in file order. */
  readonly zips: readonly ModuleVersion[];
  /** Module versions with a line for their go.mod, each once, in file order. */
  readonly mods: readonly ModuleVersion[];
  /** Lines for the same module version and kind that do not agree: go stops at the first one that is not met. */
  readonly conflicts: readonly (readonly SumLine[])[];
}

/** Makes the lines of one or several files answer by module version. */
export function indexSums(lines: readonly SumLine[]): SumIndex {
  const index = {
    zip: new Map<string, SumLine[]>(),
    mod: new Map<string, SumLine[]>(),
  };
  for (const line of lines) {
    const key = keyOf(line.module);
    const known = index[line.kind].get(key);
    if (known) known.push(line);
    else index[line.kind].set(key, [line]);
  }
  const modulesOf = (kind: 'zip' | 'mod') =>
    [...index[kind].values()].flatMap((found) => found.slice(0, 1).map((line) => line.module));
  return {
    find: (module, kind) => index[kind].get(keyOf(module)) ?? [],
    zips: modulesOf('zip'),
    mods: modulesOf('mod'),
    conflicts: [...index.zip.values(), ...index.mod.values()].filter((found) =>
      found.some((line) => line.hash !== found[0]?.hash),
    ),
  };
}

/** No module path holds a space, so no two module versions share a key. */
function keyOf(module: ModuleVersion): string {
  return `${module.path} ${module.version}`;
}

function describeMalformedLine(firstField: string, count: number): string {
  const counted = `${count} ${count === 1 ? 'field' : 'fields'} where go expects 3 (path, version, hash)`;
  return /^(?:<{7}|={7}|>{7}|\|{7})/.test(firstField)
    ? `marker of an unresolved merge conflict: ${counted}`
    : counted;
}
