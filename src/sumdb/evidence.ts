/** The evidence of a proof as one file: a heading, then each answer behind a line with its operation and its length. */

import { parseEndpoint } from '../module/endpoint.ts';
import type { RecordProof } from './proof.ts';
import { parseCount } from './strict-text.ts';

const heading = 'go.sum database evidence\n';

/** Far more than the largest tree takes: seven levels of tiles for each of two states, and two texts. */
const mostBytes = 1024 * 1024;

/** One file that holds everything `proveAgain` needs. */
export function formatEvidence({ evidence }: Pick<RecordProof, 'evidence'>): Buffer {
  const entries = [...evidence].sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    Buffer.from(heading),
    ...entries.flatMap(([name, bytes]) => [
      Buffer.from(`${name} ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]),
  ]);
}

/** Reads what `formatEvidence` wrote and nothing else: any other spelling of the same evidence is a problem. */
export function parseEvidence(
  file: Buffer,
): ReadonlyMap<string, Buffer> | { readonly problem: string } {
  if (file.length > mostBytes) return { problem: 'too large for evidence' };
  if (file.toString('latin1', 0, heading.length) !== heading) {
    return { problem: 'it is no evidence of a checksum database' };
  }
  const evidence = new Map<string, Buffer>();
  let last = '';
  for (let at = heading.length; at < file.length; ) {
    const lineEnd = file.indexOf('\n', at);
    const [name = '', count = '', ...more] = file.toString('latin1', at, lineEnd).split(' ');
    const length = parseCount(count);
    if (lineEnd < 0 || length === undefined || more.length > 0 || !isAnswer(name)) {
      return { problem: 'a malformed line' };
    }
    const end = lineEnd + 1 + length;
    if (file[end] !== lineFeed) return { problem: `${name} is cut off` };
    if (name <= last) return { problem: `${name} is out of order` };
    evidence.set(name, file.subarray(lineEnd + 1, end));
    last = name;
    at = end + 1;
  }
  return evidence;
}

const lineFeed = 0x0a;

function isAnswer(name: string): boolean {
  const endpoint = parseEndpoint(`sumdb/sum.golang.org/${name}`);
  return endpoint?.kind === 'sumdb' && endpoint.operation === name && name !== 'supported';
}
