/** Globs by the rules of Go's path.Match: `*`, `?`, `[a-z]`, `[^a-z]`, `\` before a character that stands for itself. */

/** What matches one character. Ranges hold code points, both ends included. */
type Atom =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'any' }
  | {
      readonly kind: 'class';
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [number, number])[];
    };

/** A run of atoms, with or without a star before it. */
interface Chunk {
  readonly hasStar: boolean;
  readonly atoms: readonly Atom[];
}

export type Glob = readonly Chunk[];

/** The parts of a glob, or undefined where path.Match reports a malformed pattern. */
export function parseGlob(pattern: string): Glob | undefined {
  const chunks: { hasStar: boolean; atoms: Atom[] }[] = [{ hasStar: false, atoms: [] }];
  let rest = Array.from(pattern);
  while (rest.length > 0) {
    const last = chunks.at(-1);
    if (rest[0] === '*') {
      if (last?.atoms.length === 0) last.hasStar = true;
      else chunks.push({ hasStar: true, atoms: [] });
      rest = rest.slice(1);
      continue;
    }
    const read = readAtom(rest);
    if (!read) return undefined;
    last?.atoms.push(read.atom);
    rest = read.rest;
  }
  return chunks;
}

/** Whether the glob matches the whole name. A star never crosses a slash. */
export function matchesGlob(glob: Glob, name: string): boolean {
  let rest = Array.from(name);
  for (const [index, chunk] of glob.entries()) {
    const isLast = index === glob.length - 1;
    // The first place where a chunk fits is as good as any later one, except for the last, which has to reach the end.
    const after = findChunk(chunk, rest, isLast);
    if (!after) return false;
    rest = after;
  }
  return true;
}

interface ReadAtom {
  readonly atom: Atom;
  readonly rest: string[];
}

function readAtom([first, ...rest]: readonly string[]): ReadAtom | undefined {
  switch (first) {
    case '?':
      return { atom: { kind: 'any' }, rest };
    case '[':
      return readClass(rest);
    case '\\': {
      const [character, ...more] = rest;
      return character === undefined
        ? undefined
        : { atom: { kind: 'literal', character }, rest: more };
    }
    default:
      return first === undefined
        ? undefined
        : { atom: { kind: 'literal', character: first }, rest };
  }
}

function readClass(afterBracket: readonly string[]): ReadAtom | undefined {
  const isNegated = afterBracket[0] === '^';
  let rest = afterBracket.slice(isNegated ? 1 : 0);
  const ranges: (readonly [number, number])[] = [];
  while (rest[0] !== ']' || ranges.length === 0) {
    const low = readClassCharacter(rest);
    if (!low) return undefined;
    const high = low.rest[0] === '-' ? readClassCharacter(low.rest.slice(1)) : low;
    if (!high) return undefined;
    ranges.push([low.codePoint, high.codePoint]);
    rest = high.rest;
  }
  return { atom: { kind: 'class', isNegated, ranges }, rest: rest.slice(1) };
}

/** A character inside a class; something has to follow it, at least the closing bracket. */
function readClassCharacter(text: readonly string[]) {
  const [first] = text;
  if (first === undefined || first === '-' || first === ']') return undefined;
  const [character, ...rest] = first === '\\' ? text.slice(1) : text;
  const codePoint = character?.codePointAt(0);
  return codePoint === undefined || rest.length === 0 ? undefined : { codePoint, rest };
}

/** What is left of the name after the chunk, at the first place where it fits; of the last chunk, nothing may be left. */
function findChunk(chunk: Chunk, name: string[], isLast: boolean): string[] | undefined {
  for (let skipped = 0; skipped <= name.length; skipped += 1) {
    const rest = name.slice(skipped);
    const fits =
      chunk.atoms.length <= rest.length &&
      chunk.atoms.every((atom, index) => matchesAtom(atom, rest[index] ?? ''));
    const after = rest.slice(chunk.atoms.length);
    if (fits && (!isLast || after.length === 0)) return after;
    if (!chunk.hasStar || rest[0] === '/') return undefined;
  }
  return undefined;
}

function matchesAtom(atom: Atom, character: string): boolean {
  switch (atom.kind) {
    case 'literal':
      return atom.character === character;
    case 'any':
      return character !== '/';
    case 'class': {
      const codePoint = character.codePointAt(0) ?? 0;
      const isInside = atom.ranges.some(([low, high]) => low <= codePoint && codePoint <= high);
      return isInside !== atom.isNegated;
    }
  }
}
