/**
 * How a body that broke off is continued with a range request (RFC 9110 §13.1.5, §14). Two halves of different files
 * must never become one: what is continued has the same validator, or a hash that will decide in the end.
 */

/** What is known of a body when it breaks off. */
export interface PartialBody {
  readonly receivedBytes: number;
  /** The length of the whole, where the server told. */
  readonly totalBytes?: number;
  /** What `validatorOf` found in the answer it came with. */
  readonly validator?: string;
}

/**
 * A resume that brought this much costs no attempt and is no failure of its mirror (design §6): what is gained so is
 * bounded by the size of the file, and a line that is cut every few megabytes is slow, not broken.
 */
export const freeResumeBytes = 256 * 1024;

/** RFC 9110 §8.8.2.2: so long after its last change a file that changed again would have another date. */
const strongDateAgeMs = 60_000;

/** What the answer to a range request means for the bytes that are there. */
export type Continuation =
  /** Its body is what was missing. */
  | { readonly kind: 'rest' }
  /** Its body is the same file from the start: so many bytes of it are known already. */
  | { readonly kind: 'whole'; readonly skipBytes: number }
  /** It is another file, or another part than asked for: the bytes that are there are of no use with it. */
  | { readonly kind: 'other' };

type Headers = Readonly<Record<string, string>>;

/**
 * What names the very bytes of an answer: its strong ETag (a weak one, `W/`, promises the same meaning and not the same
 * bytes), or, where it has no ETag at all (RFC 9110 §13.1.5), a Last-Modified that lies a minute before its Date.
 */
export function validatorOf(headers: Headers): string | undefined {
  const etag = headers['etag'];
  if (etag !== undefined) return isStrongTag(etag) ? etag : undefined;
  const lastModified = headers['last-modified'] ?? '';
  const ageMs = Date.parse(headers['date'] ?? '') - Date.parse(lastModified);
  return ageMs >= strongDateAgeMs ? lastModified : undefined;
}

function isStrongTag(text: string): boolean {
  return /^"[^"]*"$/.test(text);
}

/**
 * What to ask a mirror for when a body broke off; undefined for the whole. The mirror that the last bytes came from is
 * asked with the validator it gave. Without one, and of every other mirror, a rest is taken only where the hash of the
 * whole is known: validators of two servers say nothing about each other.
 */
export function planResume(
  partial: PartialBody,
  facts: { readonly isSameMirror: boolean; readonly isHashKnown: boolean },
): PartialBody | undefined {
  if (partial.receivedBytes === 0) return undefined;
  if (facts.isSameMirror && partial.validator !== undefined) return partial;
  const { validator: _, ...nameless } = partial;
  return facts.isHashKnown ? nameless : undefined;
}

/** The headers that ask for what is missing; with a validator for the whole instead, should the file have changed. */
export function rangeHeaders({ receivedBytes, validator }: PartialBody): Headers {
  return {
    range: `bytes=${receivedBytes}-`,
    ...(validator !== undefined && { 'if-range': validator }),
  };
}

/**
 * @param headers names in lower case
 * @param isHashKnown the whole will be checked against a hash, so that bytes may be joined without a validator
 */
export function continuationOf(
  partial: PartialBody,
  status: number,
  headers: Headers,
  isHashKnown: boolean,
): Continuation {
  const validator = currentValidator(partial, headers);
  // RFC 9110 §15.3.7: a 206 repeats the validator of a 200. A server that leaves it out said "same" by 206.
  const isSameFile =
    partial.validator === undefined
      ? isHashKnown
      : validator === partial.validator || (status === 206 && validator === undefined);
  const isNameless = validator === undefined || validator.startsWith('W/');
  if (!isSameFile && !(isHashKnown && isNameless)) return { kind: 'other' };
  if (status === 200) {
    const length = lengthOf(headers);
    const isOtherLength =
      length !== undefined && partial.totalBytes !== undefined && length !== partial.totalBytes;
    return isOtherLength ? { kind: 'other' } : { kind: 'whole', skipBytes: partial.receivedBytes };
  }
  const range = parseContentRange(headers['content-range'] ?? '');
  const isWhatWasAsked =
    status === 206 &&
    range !== undefined &&
    range.first === partial.receivedBytes &&
    reachesTheEnd(range, partial.totalBytes, isHashKnown);
  return isWhatWasAsked ? { kind: 'rest' } : { kind: 'other' };
}

/** Of the kind that the partial body has: a date is compared with a date. */
function currentValidator({ validator }: PartialBody, headers: Headers): string | undefined {
  return validator === undefined || isStrongTag(validator)
    ? headers['etag']
    : headers['last-modified'];
}

/** Whether a range is all that was missing. Where neither side knows the total, only a hash can tell. */
function reachesTheEnd(
  { last, total }: ContentRange,
  expectedTotal: number | undefined,
  isHashKnown: boolean,
): boolean {
  const known = total ?? expectedTotal;
  if (known === undefined) return isHashKnown;
  return last === known - 1 && (expectedTotal === undefined || known === expectedTotal);
}

export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Missing where the server does not know it. */
  readonly total?: number;
}

/** `bytes first-last/total`, with `*` for a total that the server does not know. */
export function parseContentRange(text: string): ContentRange | undefined {
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) return undefined;
  const range = { first: Number(first), last: Number(last) };
  if (total === undefined || total === '*') return range;
  return Number(total) > range.last ? { ...range, total: Number(total) } : undefined;
}

function lengthOf(headers: Headers): number | undefined {
  const text = headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
