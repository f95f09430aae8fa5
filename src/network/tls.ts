import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';

/** What a server's certificate says of itself. */
export interface ShownCertificate {
  readonly subject?: string;
  /** Who signed it. */
  readonly issuer?: string;
  /** ISO 8601, UTC. */
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** A chain or name that does not verify, and the certificate that was shown. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError' as const;
  /** OpenSSL's or Node's name for what is wrong. */
  readonly code: string | undefined;
  readonly shown: ShownCertificate;
  constructor(cause: NodeJS.ErrnoException, shown: ShownCertificate) {
    super(cause.message, { cause });
    this.code = cause.code;
    this.shown = shown;
  }
  get issuer(): string | undefined {
    return this.shown.issuer;
  }
}

/**
 * One secure context for every connection, built at first use: parsing about 150 roots per connection costs
 * more than the handshake.
 */
export function lazySecureContext(certificates: readonly string[]): () => SecureContext {
  let context: SecureContext | undefined;
  return () => {
    context ??= createSecureContext({ ca: [...certificates], minVersion: 'TLSv1.2' });
    return context;
  };
}

/**
 * Runs the TLS handshake for `host` over an open socket. Throws `CertificateError` for a certificate that does not
 * verify, TLS's or the system's error otherwise, or the signal's reason; the socket is destroyed then.
 */
export function secure(
  socket: Socket,
  host: string,
  context: SecureContext,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options: ConnectionOptions = {
      socket,
      host,
      secureContext: context,
      ALPNProtocols: ['http/1.1'],
      // An address is no server name (RFC 6066 §3), but the certificate is still checked against `host`.
      ...(isIP(host) === 0 ? { servername: host } : {}),
    };
    const secured = connect(options);
    let shown: ShownCertificate | undefined;
    let isSettled = false;
    const settle = () => {
      isSettled = true;
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (reason: unknown) => {
      if (isSettled) return;
      settle();
      secured.destroy();
      socket.destroy();
      reject(reason);
    };
    const onAbort = () => fail(signal.reason);

    // 'secure' ends the handshake proper. Node judges chain and name in its own listener for it and drops the handle
    // when it refuses, so who signed must be asked before; and an error that follows can only be that refusal.
    secured.prependOnceListener('secure', () => {
      shown = shownBy(secured);
    });
    secured.once('secureConnect', () => {
      settle();
      resolve(secured);
    });
    // Stays for the life of the socket: an error while it has no owner must not end the process.
    secured.on('error', (error: NodeJS.ErrnoException) => {
      fail(shown ? new CertificateError(error, shown) : error);
    });
    secured.once('close', () => fail(closedEarly()));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The certificate at the other end of a TLS connection. */
export function shownBy(socket: TLSSocket): ShownCertificate {
  const { subject, issuer, valid_from: from, valid_to: to } = socket.getPeerCertificate();
  const names = { subject: nameOf(subject), issuer: nameOf(issuer) };
  const dates = { validFrom: dateOf(from), validTo: dateOf(to) };
  return Object.fromEntries(
    Object.entries({ ...names, ...dates }).filter(([, value]) => value !== undefined),
  );
}

function nameOf(name: Partial<PeerCertificate['issuer']> | undefined): string | undefined {
  const [text] = [name?.CN ?? name?.O ?? name?.OU].flat();
  return text;
}

function dateOf(text: string | undefined): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function closedEarly(): NodeJS.ErrnoException {
  return Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' });
}
