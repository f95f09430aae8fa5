import { sleep } from '../effects.ts';
import { type Failure, FailureError, failureOf } from '../failure.ts';
import type { ExchangeResponse } from '../network/http-client.ts';
import {
  continuationOf,
  type PartialBody,
  rangeHeaders,
  validatorOf,
} from '../resilience/range.ts';
import {
  type Call,
  type CallTools,
  delayBefore,
  isWorthAnotherTry,
  openAnswer,
  serviceFailure,
  tryRepeatedly,
} from './forward.ts';

export interface Archive {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Continued where the connection breaks; throws FailureError `cache-service` where it cannot be. */
  readonly body: AsyncIterable<Buffer>;
}

/**
 * Opens the archive at `call`, with tries as any call has, and keeps its body coming: a cut or a stall in the middle
 * is continued where it broke, which the client at the other end never notices.
 */
export async function openArchive(
  tools: CallTools,
  call: Call,
  signal: AbortSignal,
): Promise<Archive> {
  const response = await tryRepeatedly(tools, call, signal, () => openAnswer(tools, call, signal));
  const { status, headers } = response;
  return { status, headers, body: continued(tools, call, response, signal) };
}

async function* continued(
  tools: CallTools,
  call: Call,
  first: ExchangeResponse,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const partial = beginning(first);
  let receivedBytes = 0;
  let current: { readonly body: AsyncIterable<Buffer>; readonly skipBytes: number } = {
    body: first.body,
    skipBytes: 0,
  };
  let triesWithoutGain = 0;
  for (;;) {
    let failure: Failure;
    try {
      for await (const chunk of skipping(current.body, current.skipBytes)) {
        receivedBytes += chunk.length;
        triesWithoutGain = 0;
        yield chunk;
      }
      return;
    } catch (thrown) {
      failure = failureOf(thrown);
    }
    for (;;) {
      signal.throwIfAborted();
      tools.onFailure(failure);
      triesWithoutGain += 1;
      if (!isWorthAnotherTry(failure, triesWithoutGain)) {
        throw new FailureError(serviceFailure(call.kind, triesWithoutGain, failure));
      }
      await sleep(tools.clock, delayBefore(triesWithoutGain, failure, tools.random), signal);
      const next = await reopen(tools, call, { ...partial, receivedBytes }, signal);
      if ('body' in next) {
        current = next;
        break;
      }
      failure = next.failure;
    }
  }
}

function beginning({ headers }: ExchangeResponse): Omit<PartialBody, 'receivedBytes'> {
  const validator = validatorOf(headers);
  const length = headers['content-length'];
  return {
    ...(validator !== undefined && { validator }),
    ...(length !== undefined && { totalBytes: Number(length) }),
  };
}

/** The rest of a body that broke off, or why there is none. */
async function reopen(
  tools: CallTools,
  call: Call,
  partial: PartialBody,
  signal: AbortSignal,
): Promise<
  | { readonly body: AsyncIterable<Buffer>; readonly skipBytes: number }
  | { readonly failure: Failure }
> {
  try {
    const headers = { ...call.headers, ...rangeHeaders(partial) };
    const response = await openAnswer(tools, { ...call, headers }, signal);
    // A key's archive never changes, and go.sum decides about every file that comes out of it: no validator is needed.
    const isHashKnown = true;
    const continuation = continuationOf(partial, response.status, response.headers, isHashKnown);
    switch (continuation.kind) {
      case 'rest':
        return { body: response.body, skipBytes: 0 };
      case 'whole':
        return { body: response.body, skipBytes: continuation.skipBytes };
      case 'other': {
        await response.discard();
        const detail = `it broke off after ${partial.receivedBytes} bytes and cannot be continued (HTTP status ${response.status})`;
        return { failure: { class: 'http-other', status: response.status, detail } };
      }
    }
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}

async function* skipping(body: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of body) {
    if (chunk.length > left) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
