/**
 * How a body that broke off is continued with a range request (RFC 9110 §13.1.5, §14). Two halves of different files
 * must never become one: what is continued has the same validator, or a hash that will decide in the end.
 */

/** What is known of a body when it breaks off. */
export interface PartialBody {
  readonly receivedBytes: number;
  /** The length of the whole, where the server told. */
  readonly totalBytes?: number;
  /** A strong ETag of the answer it began with. */
  readonly validator?: string;
}

/** What the answer to a range request means for the bytes that are there. */
export type Continuation =
  /** Its body is what was missing. */
  | { readonly kind: 'rest' }
  /** Its body is the same file from the start: so many bytes of it are known already. */
  | { readonly kind: 'whole'; readonly skipBytes: number }
  /** It is another file, or another part than asked for: the bytes that are there are of no use with it. */
  | { readonly kind: 'other' };

type Headers = Readonly<Record<string, string>>;

/** The strong ETag of an answer: a weak one (`W/`) promises the same meaning, not the same bytes. */
export function validatorOf(headers: Headers): string | undefined {
  const etag = headers['etag'];
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : undefined;
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
  const validator = validatorOf(headers);
  // RFC 9110 §15.3.7: a 206 repeats the ETag that a 200 would have had. A server that leaves it out said "same" by 206.
  const isSameFile =
    partial.validator === undefined
      ? isHashKnown
      : validator === partial.validator || (status === 206 && headers['etag'] === undefined);
  if (!isSameFile && !(isHashKnown && validator === undefined)) return { kind: 'other' };
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
    (range.total === undefined || range.last === range.total - 1) &&
    (range.total === undefined ||
      partial.totalBytes === undefined ||
      range.total === partial.totalBytes);
  return isWhatWasAsked ? { kind: 'rest' } : { kind: 'other' };
}

/** `bytes first-last/total`, with `*` for a total that the server does not know. */
export function parseContentRange(
  text: string,
): { readonly first: number; readonly last: number; readonly total?: number } | undefined {
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
