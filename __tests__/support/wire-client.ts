import { connect } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** How a connection ended; `other` is neither FIN nor RST from the peer: closed on this side, or a TLS error. */
export type ConnectionEnd = 'fin' | 'reset' | 'other';

/** A TCP connection that writes down what really comes over the wire. */
export interface WireClient {
  /** Everything received so far. */
  bytes(): Buffer;
  /** Local port, to be found again in a mirror's records. */
  readonly port: number;
  send(text: string): void;
  /** Resolves when `count` bytes are there; rejects if the connection ends before. */
  received(count: number): Promise<Buffer>;
  /** Resolves when the head of an answer is there, with its length (blank line included). */
  head(): Promise<number>;
  readonly ended: Promise<ConnectionEnd>;
  readonly isOpen: boolean;
  close(): void;
}

/** Connects to loopback. `tls` alone decides whether TLS is spoken. */
export async function connectWire(port: number, tls?: ConnectionOptions): Promise<WireClient> {
  const socket =
    tls === undefined
      ? connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      : connectTls({ ...tls, port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  const watchers = new Set<() => void>();
  let end: ConnectionEnd | undefined;
  let finish: (end: ConnectionEnd) => void = () => {};
  const ended = new Promise<ConnectionEnd>((resolve) => {
    finish = resolve;
  });
  const notify = () => {
    for (const watcher of watchers) watcher();
  };
  const conclude = (how: ConnectionEnd) => {
    end ??= how;
    finish(end);
    notify();
  };
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    notify();
  });
  socket.on('end', () => conclude('fin'));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    conclude(error.code === 'ECONNRESET' ? 'reset' : 'other'),
  );
  socket.on('close', () => conclude('other'));
  await new Promise<void>((resolve, reject) => {
    socket.once(tls === undefined ? 'connect' : 'secureConnect', resolve);
    socket.once('error', reject);
  });

  const until = <T>(attempt: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const watch = () => {
        const result = attempt();
        if (result === undefined && end === undefined) return;
        watchers.delete(watch);
        if (result !== undefined) resolve(result);
        else reject(new Error(`${end} after ${JSON.stringify(Buffer.concat(chunks).toString())}`));
      };
      watchers.add(watch);
      watch();
    });

  return {
    bytes: () => Buffer.concat(chunks),
    port: socket.localPort ?? 0,
    send: (text) => void socket.write(text),
    received: (count) =>
      until(() => {
        const all = Buffer.concat(chunks);
        return all.length >= count ? all : undefined;
      }),
    head: () =>
      until(() => {
        const index = Buffer.concat(chunks).indexOf('\r\n\r\n');
        return index === -1 ? undefined : index + 4;
      }),
    ended,
    get isOpen() {
      return end === undefined;
    },
    close: () => socket.destroy(),
  };
}

/** A GET as a plain client writes it. */
export function getRequest(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\nHost: mirror\r\n${lines.join('')}\r\n`;
}

/** An answer taken apart by hand: status line, headers in lower case, what came after them. */
export interface WireAnswer {
  readonly statusLine: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export function splitAnswer(bytes: Buffer): WireAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) throw new Error(`no end of headers in ${JSON.stringify(bytes.toString())}`);
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { statusLine, headers, body: bytes.subarray(end + 4) };
}
