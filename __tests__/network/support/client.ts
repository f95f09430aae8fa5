import { type Failure, FailureError } from '../../../src/failure.ts';
import {
  createHttpClient,
  type ExchangeRequest,
  type ExchangeResponse,
  type HttpClient,
  type HttpClientOptions,
} from '../../../src/network/http-client.ts';
import { realClock } from './clock.ts';

/** Far beyond any test on the real clock. */
export const generous = { connectMs: 60_000, firstByteMs: 60_000, stallMs: 60_000 };

const clients = new Set<HttpClient>();

/** A client with direct routes and the real clock unless told otherwise, closed by `closeClients`. */
export function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = createHttpClient({
    router: () => ({ kind: 'direct' }),
    certificates: [],
    clock: realClock,
    ...options,
  });
  clients.add(made);
  return made;
}

export async function closeClients(): Promise<void> {
  await Promise.all([...clients].map((made) => made.close()));
  clients.clear();
}

export const ask = (
  url: string,
  extra: Partial<Omit<ExchangeRequest, 'url'>> = {},
): ExchangeRequest => ({
  url: new URL(url),
  limits: generous,
  signal: new AbortController().signal,
  ...extra,
});

export async function textOf({ body }: ExchangeResponse): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The failure a promise rejects with; a resolved one, or another error, fails the test. */
export async function failureFrom(promise: Promise<unknown>): Promise<Failure> {
  const outcome: unknown = await promise.then(
    () => new Error('nothing failed'),
    (error: unknown) => error,
  );
  if (outcome instanceof FailureError) return outcome.failure;
  throw outcome;
}
