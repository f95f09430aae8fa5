/**
 * Lists of mirrors: the `mirrors` input and Go's own GOPROXY, read into one form. All knowledge of separators, keywords
 * and credentials in URLs stays here. A problem never quotes the entry it is about: a password that holds a separator
 * falls apart into pieces, and any of them may be part of the secret. Entries are counted instead.
 */
import { createMirrorEntry, createPublicCheck, type PublicCheck } from './mirror-entry.ts';
import { type LineEntry, splitMirrorsInput } from './mirror-line.ts';
import type { BearerToken } from './mirror-token.ts';

/** When to move on: only at "not found" (404, 410), or at any error. */
export type Fallback = 'not-found' | 'any-error';

export interface MirrorEntry {
  readonly kind: 'mirror';
  /** `https?://host[:port][/base]` or `file:///directory`: no credentials, no trailing slash. */
  readonly url: string;
  readonly credentials?: { readonly username: string; readonly password: string } | BearerToken;
  /** For people: `host[:port][/base]`, for directories the URL. */
  readonly name: string;
  /** One of the public mirrors everybody may use: it never has private modules, and its "no" binds nobody. */
  readonly isPublic: boolean;
  /**
   * Patterns in GOPRIVATE's form: modules that match go to mirrors limited to them and nowhere else, and no other module
   * goes here. Undefined: for every module that no other mirror is limited to.
   */
  readonly only?: string;
}

/** A mirror that is a directory of this machine: read, not asked. */
export function isDirectory({ url }: Pick<MirrorEntry, 'url'>): boolean {
  return url.startsWith('file:');
}

export interface MirrorList {
  /** Within a group any error moves on (health decides the order); only "not found" moves to the next group. */
  readonly groups: readonly (readonly MirrorEntry[])[];
  /** What stands after the last mirror. */
  readonly ending: 'none' | 'direct' | 'off';
  /** What the last group has to answer before the ending has its turn. */
  readonly endingAfter: Fallback;
}

/** `value` means something only if there is no problem. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly string[];
}

/**
 * Reads the `mirrors` input: one entry a line, or several separated by "," or "|" as people paste a GOPROXY; "#" begins a
 * comment; `only=PATTERN` behind the one mirror of a line limits it. `default` stands for the mirrors of `shippedGoproxy`, the GOPROXY this Go ships with. Separators mean
 * nothing here, `fallback` decides. What follows `direct` or `off` is ignored, as go does.
 */
export function parseMirrorsInput(
  text: string,
  shippedGoproxy: string,
  fallback: Fallback,
): Parsed<MirrorList> {
  const isPublic = createPublicCheck(urlsOf(shippedGoproxy));
  const items: Item[] = [];
  const problems: string[] = [];
  let ending: MirrorList['ending'] = 'none';
  const entries = splitMirrorsInput(text);
  for (const [index, { content, place, only, problems: found }] of entries.entries()) {
    problems.push(...found.map((problem) => `${place}: ${problem}`));
    if (content === 'direct' || content === 'off') {
      ending = content;
      problems.push(...limitsBehind(content, entries.slice(index + 1)));
      break;
    }
    if (content === 'default') {
      for (const item of readItems(shippedGoproxy, fallback, isPublic).items) {
        items.push({ ...item, mirror: limitedTo(item.mirror, only) });
      }
      continue;
    }
    // Something is wrong with its line, and whatever it would be read as was not meant.
    if (found.length > 0 && (content === '' || /[,|]/.test(content))) continue;
    const read = createMirrorEntry(content, isPublic);
    if ('problem' in read) problems.push(`${place}: ${read.problem}${acceptedWords}`);
    else items.push({ mirror: limitedTo(read.mirror, only), fallback });
  }
  if (items.length === 0 && ending === 'none' && problems.length === 0) {
    problems.push(`no entry${acceptedWords}`);
  }
  return { value: { groups: group(items), ending, endingAfter: fallback }, problems };
}

/**
 * Reads a GOPROXY value by cmd/go's grammar: entries are trimmed, empty ones skipped, `https://` is put before a bare host,
 * `direct` and `off` end the list. With `as-written` the separator after an entry decides ("|" any error, "," only
 * "not found"), otherwise `fallback` does. A mirror named twice is asked once.
 */
export function parseGoproxy(
  value: string,
  fallback: Fallback | 'as-written',
  shippedGoproxy: string,
): Parsed<MirrorList> {
  const read = readItems(value, fallback, createPublicCheck(urlsOf(shippedGoproxy)));
  const problems = [...read.problems];
  if (read.items.length === 0 && read.ending === 'none' && problems.length === 0) {
    problems.push('no entry: expected URLs of module proxies, direct or off');
  }
  const last = read.items.at(-1)?.fallback;
  const endingAfter = last ?? (fallback === 'as-written' ? 'not-found' : fallback);
  return { value: { groups: group(read.items), ending: read.ending, endingAfter }, problems };
}

const acceptedWords =
  '; expected https://…, http://…, file:///…, default, direct or off, one per line';

/** What stands behind the end is ignored, but nobody who limits modules to a mirror means that. */
function limitsBehind(ending: 'direct' | 'off', entries: readonly LineEntry[]): readonly string[] {
  return entries.flatMap(({ place, only }) =>
    only === undefined ? [] : [`${place}: stands behind \`${ending}\`, which ends the list`],
  );
}

function limitedTo(mirror: MirrorEntry, only: string | undefined): MirrorEntry {
  return only === undefined ? mirror : { ...mirror, only };
}

/** A mirror and what it has to answer before the entry behind it has its turn. */
interface Item {
  readonly mirror: MirrorEntry;
  readonly fallback: Fallback;
}

function readItems(value: string, fallback: Fallback | 'as-written', isPublic: PublicCheck) {
  const items: Item[] = [];
  const problems: string[] = [];
  let ending: MirrorList['ending'] = 'none';
  let count = 0;
  for (const [, raw = '', separator = ''] of value.matchAll(/([^,|]*)([,|]?)/g)) {
    const content = raw.trim();
    if (content === '') continue;
    count += 1;
    if (content === 'direct' || content === 'off') {
      ending = content;
      break;
    }
    const read = createMirrorEntry(content, isPublic);
    if ('problem' in read) {
      problems.push(`entry ${count}: ${read.problem}`);
      continue;
    }
    const written = separator === '|' ? 'any-error' : 'not-found';
    items.push({ mirror: read.mirror, fallback: fallback === 'as-written' ? written : fallback });
  }
  return { items, problems, ending };
}

/** Every URL of Go's shipped list is a public mirror by definition. */
function urlsOf(goproxy: string): readonly string[] {
  return readItems(goproxy, 'as-written', () => true).items.map((item) => item.mirror.url);
}

function group(items: readonly Item[]): readonly (readonly MirrorEntry[])[] {
  const groups: MirrorEntry[][] = [];
  const seen = new Set<string>();
  let isJoined = false;
  for (const { mirror, fallback } of items) {
    // The same URL with other credentials, or for other modules, is another mirror.
    const identity = JSON.stringify([mirror.url, mirror.credentials, mirror.only]);
    if (!seen.has(identity)) {
      seen.add(identity);
      const last = groups.at(-1);
      if (isJoined && last) last.push(mirror);
      else groups.push([mirror]);
      isJoined = false;
    }
    // A repeated mirror has already said what it had to say here: its separator alone still counts, once.
    isJoined ||= fallback === 'any-error';
  }
  return groups;
}
