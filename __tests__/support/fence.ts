import { Socket as UdpSocket } from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import { BlockList, isIP, Socket } from 'node:net';

// Not an import: jest freezes the names of a core module at its first import, which would be the unfenced ones.
const dns = process.getBuiltinModule('node:dns');

/** An attempt to leave the machine, refused. */
export class FenceError extends Error {
  override readonly name = 'FenceError' as const;
  readonly code = 'ERR_DIAL_FENCE';
  constructor(what: string) {
    super(`dial fence: ${what} would leave this machine; tests talk to loopback only`);
  }
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/^\[(.*)\]$/, '$1');
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** RFC 6761: these names are loopback, or nothing, whatever a resolver says. */
const isLocalName = (name: string) => /^(?:.+\.)?localhost\.?$/i.test(name);
const isInvalidName = (name: string) => /^(?:.+\.)?invalid\.?$/i.test(name);

interface FenceState {
  readonly crossings: string[];
}

/** Kept on the prototype that is patched: jest gives every test file its own copy of this module. */
const stateKey = Symbol.for('go-mod-resilient.dial-fence');
type Fenced = typeof Socket.prototype & { [stateKey]?: FenceState };

// biome-ignore lint/suspicious/noExplicitAny: stands for the overloads of many patched functions
type AnyFunction = (this: any, ...args: any[]) => any;

function wrap(target: object, name: string, make: (original: AnyFunction) => AnyFunction): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return;
  Reflect.set(target, name, make(original as AnyFunction));
}

function refuse(state: FenceState, what: string): FenceError {
  state.crossings.push(what);
  return new FenceError(what);
}

/** What a resolver answers for a name that does not exist, without asking one. */
function notFound(syscall: string, hostname: string): Error {
  const error = new Error(`${syscall} ENOTFOUND ${hostname}`);
  return Object.assign(error, { code: 'ENOTFOUND', errno: -3008, syscall, hostname });
}

function lookupProblem(state: FenceState, syscall: string, name: unknown): Error | undefined {
  if (typeof name !== 'string' || name === '' || isLocalName(name) || isLoopback(name)) return;
  // An address is looked up without a packet; whether it may be dialled is for the socket to say.
  if (isIP(name) !== 0) return;
  if (isInvalidName(name)) return notFound(syscall, name);
  return refuse(state, `${syscall} of ${name}`);
}

type Resolving = { getServers(): string[] };

function asksLoopback(resolver: Resolving): boolean {
  const hosts = resolver
    .getServers()
    .map((server) => server.replace(/^\[(.*)\]:\d+$|^([\d.]+):\d+$/, '$1$2'));
  return hosts.length > 0 && hosts.every(isLoopback);
}

/** Fences each resolving function of `target`; `promised` ones reject, the others call back. */
function fenceNames(
  state: FenceState,
  target: object,
  promised: boolean,
  global?: Resolving,
): void {
  const names = new Set([
    ...Object.keys(target),
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(target) ?? {}),
    ...Object.getOwnPropertyNames(target),
  ]);
  for (const name of names) {
    if (!/^(lookup|resolve|reverse)/.test(name)) continue;
    wrap(
      target,
      name,
      (original) =>
        function (...args) {
          const isOwnServer = !name.startsWith('lookup') && asksLoopback(global ?? this);
          const syscall = name === 'lookup' ? 'getaddrinfo' : name;
          const problem = isOwnServer ? undefined : lookupProblem(state, syscall, args[0]);
          if (problem === undefined) return original.apply(this, args);
          if (promised) return Promise.reject(problem);
          const callback: unknown = args.at(-1);
          if (typeof callback !== 'function') throw problem;
          process.nextTick(() => callback(problem));
          return {};
        },
    );
  }
}

type LookupCallback = (error: Error | null, found?: unknown, family?: number) => void;

/** A lookup function whose answers may be dialled: a test's own resolver must not lead outside either. */
function fenceLookup(state: FenceState, lookup: AnyFunction): AnyFunction {
  return (host: string, options: unknown, callback: LookupCallback) =>
    lookup(host, options, (error: Error | null, found: unknown, family?: number) => {
      const addresses = Array.isArray(found) ? found.map((entry) => entry.address) : [found];
      const outside = addresses.find((address) => error === null && !isLoopback(String(address)));
      if (outside === undefined) return callback(error, found, family);
      callback(refuse(state, `TCP to ${host} (${outside})`));
    });
}

function fenceTcp(state: FenceState): void {
  wrap(
    Socket.prototype,
    'connect',
    (original) =>
      function (...args) {
        // net.connect() hands over one array of normalized arguments, users call with a plain list.
        const list: unknown[] = Array.isArray(args[0]) ? args[0] : args;
        const [first, second] = list;
        const isObject = typeof first === 'object' && first !== null;
        const options: Record<string, unknown> = isObject ? { ...first } : {};
        if (!isObject && Number.isInteger(Number(first))) {
          options['port'] = first;
          if (typeof second === 'string') options['host'] = second;
        } else if (!isObject) options['path'] = first;
        if (options['path'] !== undefined && options['path'] !== null)
          return original.apply(this, args);
        const host = String(options['host'] ?? 'localhost');
        if (isIP(host) !== 0 && !isLoopback(host)) {
          const error = refuse(state, `TCP to ${host} port ${options['port']}`);
          return this.destroy(error);
        }
        const lookup = (options['lookup'] as AnyFunction | undefined) ?? dns.lookup;
        options['lookup'] = fenceLookup(state, lookup);
        const callback = list.findLast((value) => typeof value === 'function');
        return original.call(this, options, callback);
      },
  );
}

function fenceUdp(state: FenceState): void {
  const check = (host: unknown) => {
    if (typeof host !== 'string' || isLoopback(host) || isLocalName(host)) return;
    throw refuse(state, `UDP to ${host}`);
  };
  wrap(
    UdpSocket.prototype,
    'connect',
    (original) =>
      function (...args) {
        check(args[1]);
        return original.apply(this, args);
      },
  );
  wrap(
    UdpSocket.prototype,
    'send',
    (original) =>
      function (...args) {
        // send(msg, port, host) and send(msg, offset, length, port, host): the host is the last text behind the message.
        check(args.slice(1).findLast((value) => typeof value === 'string'));
        return original.apply(this, args);
      },
  );
}

/**
 * Makes every connection, datagram and name lookup of this process that would leave the machine fail at
 * once with a FenceError, and writes it down. `.invalid` names are answered ENOTFOUND, as a resolver must.
 * Unix sockets and child processes are not its business. Installing it again does nothing.
 */
export function installDialFence(): void {
  const prototype: Fenced = Socket.prototype;
  if (prototype[stateKey] !== undefined) return;
  const state: FenceState = { crossings: [] };
  Object.defineProperty(prototype, stateKey, { value: state });
  fenceNames(state, dns.Resolver.prototype, false);
  fenceNames(state, dns.promises.Resolver.prototype, true);
  fenceNames(state, dns.promises, true, dns);
  fenceNames(state, dns, false, dns);
  fenceTcp(state);
  fenceUdp(state);
  // `import { lookup } from 'node:dns'` sees the fence, too.
  syncBuiltinESMExports();
}

/** What was refused since the last call, in order. Code under test may swallow the error, but not this. */
export function takeFenceCrossings(): readonly string[] {
  const prototype: Fenced = Socket.prototype;
  return prototype[stateKey]?.crossings.splice(0) ?? [];
}
