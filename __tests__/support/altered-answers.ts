import { gzipSync } from 'node:zlib';
import { type Answer, textAnswer } from './answers.ts';
import type { FaultAction } from './faults.ts';

/** Path, on every mirror, of the page to which the `portal` fault redirects. */
export const portalPath = '/portal/login';

export const portalPage: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' },
  body: Buffer.from(
    '<!DOCTYPE html>\n<html><head><title>Guest network</title></head>' +
      '<body><form action="/portal/login"><h1>Please sign in</h1></form></body></html>\n',
  ),
};

/** Faults that give another answer over a sound connection. */
export type AnswerFault = Extract<
  FaultAction,
  {
    readonly kind:
      | 'status'
      | 'flip-byte'
      | 'body'
      | 'html'
      | 'redirect'
      | 'redirect-loop'
      | 'portal'
      | 'headers'
      | 'gzip'
      | 'wrong-version'
      | 'wrong-range'
      | 'ignore-range';
  }
>;

function withHeaders(
  answer: Answer,
  changes: Readonly<Record<string, string | undefined>>,
): Answer {
  const headers: Record<string, string> = { ...answer.headers };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
  return { ...answer, headers };
}

function flipByte(answer: Answer, offset = Math.floor(answer.body.length / 2)): Answer {
  const body = Buffer.from(answer.body);
  // An empty body, or an offset beyond its end, has no byte to damage: the test asked for nonsense.
  if (offset >= body.length) throw new RangeError(`no byte ${offset} in ${body.length} to flip`);
  body.writeUInt8(body.readUInt8(offset) ^ 1, offset);
  return { ...answer, body };
}

function moveRange(answer: Answer, startBy: number, totalBy: number): Answer {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers['content-range'] ?? '');
  if (match === null) return answer;
  const [first, last, total] = match.slice(1).map(Number) as [number, number, number];
  return withHeaders(answer, {
    'content-range': `bytes ${first + startBy}-${last + startBy}/${total + totalBy}`,
  });
}

function renameVersion(answer: Answer, version: string): Answer {
  const info: unknown = JSON.parse(answer.body.toString());
  return { ...answer, body: Buffer.from(JSON.stringify({ ...Object(info), Version: version })) };
}

/**
 * The answer this fault makes of `answer`. `whole` is the same without regard to Range;
 * `url` is the request's own path.
 */
export function alterAnswer(
  fault: AnswerFault,
  answer: Answer,
  whole: Answer,
  url: string,
): Answer {
  // biome-ignore lint/nursery/useExhaustiveSwitchCases: it does not see through the Extract of AnswerFault; tsc does.
  switch (fault.kind) {
    case 'status': {
      const plain = textAnswer(fault.status, '');
      const headers = Object.fromEntries(
        Object.entries(fault.headers ?? {}).map(([name, value]) => [name, String(value)]),
      );
      return { ...withHeaders(plain, headers), body: Buffer.from(fault.body ?? '') };
    }
    case 'flip-byte':
      return flipByte(answer, fault.offset);
    case 'body': {
      const type = fault.contentType ?? answer.headers['content-type'] ?? 'text/plain';
      return { status: 200, headers: { 'content-type': type }, body: Buffer.from(fault.body) };
    }
    case 'html':
      return portalPage;
    case 'redirect':
      return textAnswer(fault.status ?? 302, '', { location: fault.to });
    case 'redirect-loop':
      return textAnswer(302, '', { location: url });
    case 'portal':
      return textAnswer(302, '', { location: `${portalPath}?from=${encodeURIComponent(url)}` });
    case 'headers':
      return withHeaders(answer, fault.headers);
    case 'gzip':
      return {
        ...withHeaders(answer, { 'content-encoding': 'gzip' }),
        body: gzipSync(answer.body),
      };
    case 'wrong-version':
      return renameVersion(answer, fault.version);
    case 'wrong-range':
      return moveRange(answer, fault.startBy ?? 0, fault.totalBy ?? 0);
    case 'ignore-range':
      return whole;
  }
}
