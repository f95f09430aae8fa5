import type { IncomingHttpHeaders } from 'node:http';
import type { Representation } from './mirror-content.ts';

/** An answer as it should be, before any fault. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RangeSupport {
  /** Whether `Range` is honoured at all; without it every answer is a whole 200. */
  readonly isSupported: boolean;
  readonly etag: 'strong' | 'weak' | 'none';
  readonly hasLastModified: boolean;
}

export function textAnswer(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers },
    body: Buffer.from(text),
  };
}

type Span = { readonly first: number; readonly last: number };

/** One range of RFC 9110 §14.1.2 clipped to `total`; `undefined` where the header is to be ignored. */
function parseRange(header: string, total: number): Span | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const length = Math.min(Number(to), total);
    return length === 0 ? 'unsatisfiable' : { first: total - length, last: total - 1 };
  }
  const first = Number(from);
  const last = to === '' ? total - 1 : Math.min(Number(to), total - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= total ? 'unsatisfiable' : { first, last };
}

/** RFC 9110 §13.1.5: the range counts only if the validator names this very representation. */
function isStillValid(
  ifRange: string | undefined,
  file: Representation,
  support: RangeSupport,
): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"')) return support.etag === 'strong' && ifRange === file.etag;
  // A weak tag promises nothing about bytes and may never match.
  if (ifRange.startsWith('W/')) return false;
  return support.hasLastModified && ifRange === file.lastModified;
}

/** The whole file, the part of it that was asked for, or 416. */
export function answerWithFile(
  file: Representation,
  headers: IncomingHttpHeaders,
  support: RangeSupport,
): Answer {
  const common: Record<string, string> = { 'content-type': file.contentType };
  if (support.isSupported) common['accept-ranges'] = 'bytes';
  if (support.etag !== 'none') {
    common['etag'] = support.etag === 'weak' ? `W/${file.etag}` : file.etag;
  }
  if (support.hasLastModified) common['last-modified'] = file.lastModified;
  const whole: Answer = { status: 200, headers: common, body: file.body };
  const total = file.body.length;
  const ifRange = headers['if-range'];
  if (!support.isSupported || headers.range === undefined) return whole;
  if (!isStillValid(Array.isArray(ifRange) ? ifRange[0] : ifRange, file, support)) return whole;
  const span = parseRange(headers.range, total);
  if (span === undefined) return whole;
  if (span === 'unsatisfiable') {
    return {
      status: 416,
      headers: { ...common, 'content-range': `bytes */${total}` },
      body: Buffer.alloc(0),
    };
  }
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${span.first}-${span.last}/${total}` },
    body: file.body.subarray(span.first, span.last + 1),
  };
}
