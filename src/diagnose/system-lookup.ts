import { isIP } from 'node:net';
import { parse } from 'node:path';
import type { Clock, Environment } from '../effects.ts';
import { runSupervised } from '../process/supervised.ts';

/** Addresses of a host as the system's resolver (getaddrinfo) gives them; throws its error, with its code. */
export type Lookup = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

const program = `
require('node:dns').lookup(process.argv[1], { all: true, order: 'verbatim' }, (error, found) =>
  process.stdout.write(JSON.stringify(
    error ? { code: error.code } : { addresses: found.map(({ address }) => address) })));`;

/**
 * Each lookup in a process of its own. getaddrinfo cannot be called back: in this process one that hangs would keep one of
 * the two threads that Node has for lookups, make the next look as if it hung too, and hold up the end of the step for as long
 * as the resolver tries, 10 s and more for each name.
 */
export function createSystemLookup(env: Environment, clock: Clock): Lookup {
  return async (host, signal) => {
    if (isIP(host) !== 0) return [host];
    const { stdout } = await runSupervised({
      command: process.execPath,
      args: ['-e', program, host],
      cwd: parse(process.execPath).root,
      // Options for this process are not meant for that one.
      env: { ...env, NODE_OPTIONS: undefined },
      signal,
      clock,
      killGraceMs: 0,
    });
    signal.throwIfAborted();
    const said: { readonly addresses?: readonly string[]; readonly code?: string } = JSON.parse(
      stdout.toString() || '{}',
    );
    if (said.addresses) return said.addresses;
    throw Object.assign(new Error(`the lookup of ${host} failed`), { code: said.code });
  };
}
