import { type Failure, FailureError, failureOf } from '../failure.ts';
import { type Endpoint, endpointPath } from '../module/endpoint.ts';
import type { SumIndex } from '../module/gosum.ts';
import type { MirrorEntry } from '../module/mirror-list.ts';
import { formatModule, type ModuleVersion } from '../module/path.ts';
import type { ExchangeResponse, HttpClient } from '../network/http-client.ts';
import { decoded } from '../upstream/decoding.ts';
import { withRefusal } from '../upstream/refusal.ts';
import { failureOfStatus } from '../upstream/status.ts';
import { findHtml, verifyFile } from '../upstream/verify.ts';
import { type Fault, faultOf, type LayerResult, type ProtocolLayer } from './diagnosis.ts';
import { skewOf } from './peer-clock.ts';
import { layerLimits, type StepTools, timed } from './step.ts';

/** A go.mod of more bytes than this is none that a probe asks for. */
const mostBytes = 1024 * 1024;

/** The start of what a server says about a status. */
const mostErrorBytes = 2_048;

export interface HttpOptions {
  readonly client: HttpClient;
  readonly mirror: MirrorEntry;
  /** A go.mod whose hash is in `sums`; undefined where the mirror must not hear of any. */
  readonly module: ModuleVersion | undefined;
  readonly sums: SumIndex;
  /** Name of the checksum database that a mirror may pass on. */
  readonly database: string;
}

type HttpResult = LayerResult & { readonly layer: 'http' };
type ProtocolResult = ProtocolLayer & LayerResult;

export interface HttpFindings {
  readonly http: HttpResult;
  /** Undefined where HTTP did not get that far. */
  readonly protocol?: ProtocolResult;
}

interface Answered {
  readonly response: ExchangeResponse;
  readonly bytes: Buffer;
  /** Local time of the header, milliseconds since 1970, is taken into account already. */
  readonly skewMs: number | undefined;
}

/** Asks a mirror for one go.mod with a known hash, and whether it passes the checksum database on. Never throws. */
export async function probeHttp(tools: StepTools, options: HttpOptions): Promise<HttpFindings> {
  const { mirror, module, sums } = options;
  const endpoint: Endpoint = module
    ? { kind: 'mod', module }
    : { kind: 'sumdb', database: options.database, operation: 'supported' };
  const [asked, servesDatabase] = await Promise.all([
    timed(
      tools,
      layerLimits.firstByteMs + layerLimits.bodyMs,
      (signal) => ask(options, endpointPath(endpoint), signal),
      (limitMs) => ({
        class: 'stall',
        phase: 'headers',
        limitMs,
        detail: silence(mirror, limitMs),
      }),
      failureOf,
    ),
    askForDatabase(tools, options),
  ]);
  const { durationMs } = asked;
  if ('failure' in asked) {
    return { http: { layer: 'http', durationMs, fault: faultOf(asked.failure) } };
  }
  const { response, bytes, skewMs } = asked.value;
  const { status, headers, firstByteMs } = response;
  const server = shortened(headers['server']);
  const facts = {
    layer: 'http' as const,
    status,
    firstByteMs: Math.round(firstByteMs),
    ...(server !== undefined && { server }),
    ...(skewMs !== undefined && { skewMs }),
    durationMs,
  };
  if (module === undefined) {
    const page = await findHtml({ kind: 'memory', bytes, size: bytes.length });
    if (page && status === 200)
      return { http: { ...facts, isPage: true, fault: pageFault(status) } };
    const fault = status === 200 ? undefined : statusFailure(mirror, response, bytes);
    // Not to pass the checksum database on is no fault, in whichever words.
    const isAnswer = fault === undefined || ['http-not-found', 'http-other'].includes(fault.class);
    return { http: { ...facts, ...(!isAnswer && { fault: faultOf(fault) }) } };
  }
  const protocol = {
    layer: 'protocol' as const,
    module: formatModule(module),
    ...(servesDatabase !== undefined && { servesDatabase }),
    durationMs: 0,
  };
  if (status === 200) {
    const file = { kind: 'memory', bytes, size: bytes.length } as const;
    const damage = await verifyFile(endpoint, file, sums);
    if (damage?.class === 'bad-content' && damage.isHtml) {
      return { http: { ...facts, isPage: true, fault: pageFault(status) } };
    }
    return damage
      ? { http: facts, protocol: { ...protocol, answer: 'wrong', fault: faultOf(damage) } }
      : { http: facts, protocol: { ...protocol, answer: 'verified' } };
  }
  const failure = statusFailure(mirror, response, bytes);
  if (failure.class !== 'http-not-found') return { http: { ...facts, fault: faultOf(failure) } };
  // One of the public mirrors has every public module; for all others it may be right.
  const fault: Fault | undefined = mirror.isPublic
    ? { ...faultOf(failure), detail: `${failure.detail}, for a module that it has to have` }
    : undefined;
  return {
    http: facts,
    protocol: { ...protocol, answer: 'unknown-module', ...(fault && { fault }) },
  };
}

async function ask(
  { client, mirror }: HttpOptions,
  path: string,
  signal: AbortSignal,
): Promise<Answered> {
  const response = await client.get({
    url: new URL(`${mirror.url}/${path}`),
    ...(mirror.credentials && { credentials: mirror.credentials }),
    limits: {
      connectMs: layerLimits.firstByteMs,
      firstByteMs: layerLimits.firstByteMs,
      stallMs: layerLimits.bodyMs,
    },
    signal,
  });
  const { status, headers, body } = response;
  const skewMs = skewOf(headers['date']);
  const isGood = status === 200;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const source = isGood ? decoded(body, headers['content-encoding']) : body;
    for await (const chunk of source) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > (isGood ? mostBytes : mostErrorBytes)) break;
    }
  } catch (thrown) {
    // The status is the news; a page about it that breaks off changes nothing.
    if (isGood) throw thrown;
  }
  if (isGood && size > mostBytes) {
    throw new FailureError({ class: 'bad-content', detail: 'the go.mod has more than 1 MiB' });
  }
  return { response, bytes: Buffer.concat(chunks), skewMs };
}

function statusFailure(mirror: MirrorEntry, response: ExchangeResponse, bytes: Buffer): Failure {
  const { status, headers } = response;
  const text = bytes.subarray(0, mostErrorBytes).toString('utf8');
  const failure = failureOfStatus({ status, headers, text, wallClockMs: Date.now() });
  return withRefusal(failure, mirror, response);
}

function pageFault(status: number): Fault {
  return {
    class: 'bad-content',
    detail: `status ${status} and an HTML page where a module file was asked for: a portal, a block page, or a web server`,
  };
}

/** Undefined where the mirror did not say. */
async function askForDatabase(
  tools: StepTools,
  { client, mirror, database }: HttpOptions,
): Promise<boolean | undefined> {
  const asked = await timed(
    tools,
    layerLimits.firstByteMs,
    async (signal) => {
      const { status, discard } = await client.get({
        url: new URL(`${mirror.url}/sumdb/${database}/supported`),
        ...(mirror.credentials && { credentials: mirror.credentials }),
        limits: {
          connectMs: layerLimits.firstByteMs,
          firstByteMs: layerLimits.firstByteMs,
          stallMs: layerLimits.bodyMs,
        },
        signal,
      });
      await discard();
      return status;
    },
    (limitMs) => ({ class: 'stall', limitMs, detail: silence(mirror, limitMs) }),
    failureOf,
  );
  if ('failure' in asked) return undefined;
  if (asked.value === 200) return true;
  return asked.value === 404 || asked.value === 410 ? false : undefined;
}

function silence(mirror: MirrorEntry, limitMs: number): string {
  return `${mirror.name} had not answered after ${(limitMs / 1_000).toFixed(1)} s`;
}

/** A header is foreign text of any length. */
function shortened(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
