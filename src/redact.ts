/**
 * The one place where secrets are taken out of text. Everything that leaves the process as a log line, an annotation,
 * a job summary, an output or a report goes through here; the runner's own masking is only the second line of defence.
 *
 * The text of `go` goes through here before it is read: `go` masks passwords only, a token is as often the user name
 * (`https://TOKEN@host`, which it prints in clear), and what is cut to length later must hold no half of a secret.
 */

import { decodePercent } from './module/percent.ts';
import type { Credentials } from './network/credentials.ts';

export interface Redactor {
  /** Makes `secret` and its usual encodings unprintable from now on. Below four characters: inside URLs only. */
  add(secret: string): void;
  /** The same for a user name (often the token itself), its password and the Basic header made of both. */
  addCredentials(credentials: Credentials): void;
  /** `text` with every secret, and the user part of every URL, replaced by `***`. */
  redact(text: string): string;
  /**
   * A copy of `value` with every string in it redacted, keys included. Errors become their redacted text: their
   * stack and hidden fields are not to be printed. A cycle is cut off at the point where it closes.
   */
  redactDeep<T>(value: T): T;
}

const mask = '***';

/** Shorter secrets occur in ordinary words by chance: a log full of `***` would tell nobody anything. */
const shortestSecret = 4;

/**
 * The user part of a URL authority, up to its last `@` because a password may hold one unescaped.
 * `/@v/` of the GOPROXY protocol is safe: an authority ends at its first slash.
 * Go 1.21 writes `https:/host` with one slash where a body breaks off.
 */
const userInfo = /(?<=\/\/|\bhttps?:\/)[^\s/?#]*(?=@)/gi;

/**
 * A password with a slash in it makes the URL invalid, yet people paste it. What follows the colon is a password
 * where it is no port; the bound keeps the search linear in hostile text.
 */
const userInfoWithSlash =
  /(?<=\/\/)(?!\[)[^\s/@:,|]{1,256}:(?!\d{1,5}(?:[/?#\s"',|]|$))[^\s@]{0,512}(?=@)/g;

export function createRedactor(): Redactor {
  /** Each with its escapes folded: a report has thousands of strings to compare with. */
  const needles = new Map<string, string>();

  const add = (secret: string) => {
    for (const form of encodingsOf(secret)) {
      if (form.length >= shortestSecret) needles.set(form, foldEscapes(form));
    }
  };

  const redact = (text: string): string => {
    let current = text;
    // A mask can complete another secret with its neighbours ("***" + "x"), so look again until nothing is left.
    // Every registered secret is longer than the mask and a masked URL stays as it is: this ends.
    for (;;) {
      const next = cover(current, findSpans(current, needles));
      if (next === current) return current;
      current = next;
    }
  };

  return {
    add,
    addCredentials({ username, password }) {
      add(username);
      add(password);
      add(`${username}:${password}`);
    },
    redact,
    redactDeep: <T>(value: T) => redactValue(value, remembering(redact), new Set()) as T,
  };
}

/** How one secret can look: as typed, percent-encoded or decoded, in quotes, and inside a Basic header. */
function encodingsOf(secret: string): string[] {
  const typed = [secret, decodePercent(secret) ?? secret, secret.trim()];
  return typed.flatMap((form) => [
    form,
    ...percentEncodingsOf(form),
    JSON.stringify(form).slice(1, -1),
    // Without its padding, so that both spellings are found.
    Buffer.from(form).toString('base64').replace(/=+$/, ''),
    Buffer.from(form).toString('base64url'),
  ]);
}

/** encodeURIComponent, a WHATWG URL and Go's net/url each leave other punctuation of a user part as it is. */
function percentEncodingsOf(text: string): string[] {
  // A lone surrogate cannot be encoded: such a secret can stand in no URL.
  if (/\p{Surrogate}/u.test(text)) return [];
  const component = encodeURIComponent(text);
  const url = new URL('https://host.invalid');
  url.password = text;
  const go = component
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:24|26|2B|2C|3B|3D)/g, (code) => decodeURIComponent(code));
  return [component, url.password, go];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function findSpans(text: string, needles: ReadonlyMap<string, string>): Span[] {
  const spans: Span[] = [];
  // Most texts are names and paths: what these patterns begin and end with is looked for first.
  const mayHoldUrl = text.includes('@') && (text.includes('//') || text.includes(':/'));
  for (const pattern of mayHoldUrl ? [userInfo, userInfoWithSlash] : []) {
    for (const { index, 0: match } of text.matchAll(pattern)) {
      if (match !== mask && match !== '') spans.push({ start: index, end: index + match.length });
    }
  }
  const folded = text.includes('%') ? foldEscapes(text) : text;
  for (const [needle, foldedNeedle] of needles) {
    findAll(text, needle, spans);
    if (folded !== text || foldedNeedle !== needle) findAll(folded, foldedNeedle, spans);
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** Adds every occurrence to `spans`, overlapping ones too. */
function findAll(text: string, needle: string, spans: Span[]): void {
  for (let start = text.indexOf(needle); start !== -1; start = text.indexOf(needle, start + 1)) {
    spans.push({ start, end: start + needle.length });
  }
}

/** `%2f` and `%2F` are the same escape, and programs mix them. The length stays, and with it every position. */
function foldEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}

/** Overlapping secrets become one mask, so that no tail of one of them is left standing. */
function cover(text: string, spans: readonly Span[]): string {
  let result = '';
  let position = 0;
  let maskedUpTo = -1;
  for (const { start, end } of spans) {
    if (start > maskedUpTo) {
      result += text.slice(position, start) + mask;
    }
    maskedUpTo = Math.max(maskedUpTo, end);
    position = Math.max(position, maskedUpTo);
  }
  return result + text.slice(position);
}

/** In one value the same names and words come again and again. */
function remembering(redact: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const redacted = redact(text);
    known.set(text, redacted);
    return redacted;
  };
}

function redactValue(
  value: unknown,
  redact: (text: string) => string,
  parents: ReadonlySet<object>,
): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (parents.has(value)) return '[circular]';
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`);
  if (value instanceof URL) return redact(value.href);
  const within = new Set(parents).add(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact, within));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact, within)]),
  );
}
