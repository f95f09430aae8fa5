import { Resolver } from 'node:dns/promises';
import { isNativeError } from 'node:util/types';
import type { Cancel, Clock } from '../effects.ts';

/** What a name server said about a name, or why it said nothing. */
export type NameAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: NameProblem };

/**
 * `nxdomain`: there is no such name. `no-address`: there is, without an address. `servfail` and `refused` are answers of
 * the server about itself; `timeout` and `unreachable` mean that none came.
 */
export type NameProblem =
  | 'nxdomain'
  | 'no-address'
  | 'servfail'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'malformed';

export interface AskOptions {
  /** In the form of `node:dns`; undefined: the ones this system is set to. */
  readonly servers: readonly string[] | undefined;
  /** For one try. */
  readonly timeoutMs: number;
  readonly tries: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A broken network often answers for one family and drops the question for the other: that is not waited for. */
const otherFamilyGraceMs = 250;

/**
 * Asks name servers, in their order, for the addresses of a host, IPv4 before IPv6. Never throws; search domains and
 * /etc/hosts play no part in it.
 */
export async function askNameServers(host: string, options: AskOptions): Promise<NameAnswer> {
  const { servers, timeoutMs, tries, clock, signal } = options;
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers !== undefined) resolver.setServers([...servers]);
  const cancel = () => resolver.cancel();
  let cancelGrace: Cancel = () => {};
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) return { kind: 'problem', problem: 'timeout' };
    const questions = [resolver.resolve4(host), resolver.resolve6(host)].map((question) =>
      question.then(
        (addresses): NameAnswer =>
          addresses.length > 0
            ? { kind: 'addresses', addresses }
            : { kind: 'problem', problem: 'no-address' },
        (error: unknown): NameAnswer => ({ kind: 'problem', problem: problemOf(error) }),
      ),
    );
    const found = new Array<NameAnswer | undefined>(questions.length);
    await new Promise<void>((done) => {
      questions.forEach((question, index) => {
        void question.then((answer) => {
          found[index] = answer;
          if (found.every((each) => each !== undefined)) done();
          else if (answer.kind === 'addresses') cancelGrace = clock.after(otherFamilyGraceMs, done);
        });
      });
    });
    return combine(found.filter((answer) => answer !== undefined));
  } finally {
    cancelGrace();
    signal.removeEventListener('abort', cancel);
    resolver.cancel();
  }
}

function combine(answers: readonly NameAnswer[]): NameAnswer {
  const addresses = answers.flatMap((answer) =>
    answer.kind === 'addresses' ? answer.addresses : [],
  );
  if (addresses.length > 0) return { kind: 'addresses', addresses };
  const problems = answers.flatMap((answer) => (answer.kind === 'problem' ? answer.problem : []));
  // "There is no IPv6 address" says less than what became of the question for IPv4.
  const problem = problems.find((each) => each !== 'no-address') ?? 'no-address';
  return { kind: 'problem', problem };
}

/** c-ares has its own words for what a server answered (RFC 1035 §4.1.1) and for what became of the question. */
function problemOf(error: unknown): NameProblem {
  switch (isNativeError(error) ? (error as NodeJS.ErrnoException).code : undefined) {
    case 'ENOTFOUND':
      return 'nxdomain';
    case 'ENODATA':
      return 'no-address';
    case 'ESERVFAIL':
      return 'servfail';
    case 'EREFUSED':
    case 'ENOTIMP':
      return 'refused';
    case 'ECONNREFUSED':
      return 'unreachable';
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return 'timeout';
    default:
      return 'malformed';
  }
}
