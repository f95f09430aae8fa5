/**
 * Faults that a client sees as what they are on the wire, each on one call and as often as wanted.
 *
 * Two toxiproxies stand between the client and the servers, one before the service and one before the blobs:
 *
 *     client ── toxiproxy ── front (service.ts)
 *        └───── toxiproxy ── stage (blobs.ts) ── Azurite
 *
 * A toxic knows connections and bytes, not calls, and the client opens a connection before anyone can tell what for. So the
 * fault's toxic stands in the chain from the beginning, switched off. Front and stage see which call a request is, and ask
 * `take` before they answer: it switches the toxic on (also for this open connection) if the request is to suffer, and off
 * if not. What the server sends next then meets the toxic: it is swallowed, cut, or turned into a RST.
 *
 * The one exception is a cut upload. Its bytes come in before the request is understood, so its toxic is on from the
 * beginning. Nothing else sends as much in that direction. It goes off when the stage has seen as many uploads end early as wanted.
 *
 * One client at a time: two requests at once would share the switch.
 */
import type { Call } from './calls.ts';
import type { TcpProxy, Toxic, ToxicSpec } from './toxiproxy.ts';

export type CacheFault = {
  readonly call: Call;
  /** How many requests suffer from it; default: all. */
  readonly times?: number;
} & (
  | {
      /** `reset`: RST in place of an answer. `stall`: accepted, never answered. */
      readonly kind: 'reset' | 'stall';
      /** The server does as it was asked and only its answer is lost. Default: the request is lost. */
      readonly isRequestDone?: boolean;
    }
  | { readonly kind: '5xx' }
  /** The connection ends in the middle of an answer, or of an upload. */
  | { readonly kind: 'cut' }
  /** The start of the blob, then silence on an open connection. */
  | { readonly kind: 'stall-in-body'; readonly call: 'download' }
);

/** What a server does with a request that is to suffer. */
export type Harm =
  /** Answer 503 without doing anything. */
  | 'refuse'
  /** Do nothing and answer anything: it will not arrive. */
  | 'ignore'
  /** Do as asked: the toxic takes care of the answer. */
  | 'serve'
  /** Serve the start of the body and leave the connection open. */
  | 'serve-start';

export interface Faults {
  /** Replaces the fault there is; its count starts anew. `undefined`: none. */
  set(fault: CacheFault | undefined): Promise<void>;
  /** Asked before each answer. `undefined`: answer as ever. */
  take(call: Call): Promise<Harm | undefined>;
  /** To be told of each upload that ended before its announced length. */
  uploadEndedEarly(): Promise<void>;
  /** The kind of the fault, if it concerns that call. */
  kindFor(call: Call): CacheFault['kind'] | undefined;
}

/** More than the head of any request, less than the archives of the tests. */
const blobBytes = 64 * 1024;
/** More than the head of an answer of the front, less than what it sends to be cut. */
const messageBytes = 1024;

const isOfBlob = (call: Call) => call === 'download' || call === 'upload';

function toxicOf(fault: CacheFault): ToxicSpec | undefined {
  switch (fault.kind) {
    case 'reset':
      return { type: 'reset_peer', stream: 'downstream', attributes: { timeout: 0 } };
    case 'stall':
      return { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } };
    case 'cut':
      return {
        type: 'limit_data',
        stream: fault.call === 'upload' ? 'upstream' : 'downstream',
        attributes: { bytes: isOfBlob(fault.call) ? blobBytes : messageBytes },
      };
    case '5xx':
    // The stage withholds the rest by itself: no toxic falls silent after a number of bytes.
    case 'stall-in-body':
      return undefined;
  }
}

function harmOf(fault: CacheFault): Harm {
  switch (fault.kind) {
    case 'reset':
    case 'stall':
      return fault.isRequestDone === true ? 'serve' : 'ignore';
    case '5xx':
      return 'refuse';
    case 'cut':
      return fault.call === 'download' ? 'serve' : 'ignore';
    case 'stall-in-body':
      return 'serve-start';
  }
}

const isCutUpload = (fault: CacheFault) => fault.call === 'upload' && fault.kind === 'cut';

export function createFaults(proxies: {
  readonly front: TcpProxy;
  readonly blobs: TcpProxy;
}): Faults {
  let current: { readonly fault: CacheFault; readonly toxic: Toxic | undefined } | undefined;
  let left = 0;

  return {
    async set(fault) {
      await current?.toxic?.remove();
      current = undefined;
      if (fault === undefined) return;
      left = fault.times ?? Number.POSITIVE_INFINITY;
      const proxy = isOfBlob(fault.call) ? proxies.blobs : proxies.front;
      const spec = toxicOf(fault);
      const toxic = spec && (await proxy.addToxic(spec, isCutUpload(fault) ? 'on' : 'off'));
      current = { fault, toxic };
    },
    async take(call) {
      if (current === undefined || isCutUpload(current.fault)) return undefined;
      const { fault, toxic } = current;
      const isHit = fault.call === call && left > 0;
      if (isHit) left -= 1;
      await toxic?.turn(isHit ? 'on' : 'off');
      return isHit ? harmOf(fault) : undefined;
    },
    async uploadEndedEarly() {
      if (current === undefined || !isCutUpload(current.fault)) return;
      left -= 1;
      if (left <= 0) await current.toxic?.turn('off');
    },
    kindFor: (call) => (current?.fault.call === call ? current.fault.kind : undefined),
  };
}
