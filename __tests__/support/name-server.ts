import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** What a name server of a test does when asked for a name. `silent` answers nothing at all. */
export type NameScript =
  | { readonly addresses: readonly string[] }
  | { readonly code: 'nxdomain' | 'servfail' | 'refused' }
  | 'silent';

export interface NameServer {
  /** `127.0.0.1:port`, as `node:dns` and the input `dns` take it. */
  readonly address: string;
  /** Names asked for, in order, once for each family. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const codes = { nxdomain: 3, servfail: 2, refused: 5 } as const;
const typeA = 1;
const typeAaaa = 28;

/** A name server (RFC 1035, UDP) on loopback. Names that are not in the script do not exist. */
export async function startNameServer(
  script: Readonly<Record<string, NameScript>>,
): Promise<NameServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question: Buffer, from: RemoteInfo) => {
    const { name, type, end } = readQuestion(question);
    asked.push(name);
    const does = script[name] ?? { code: 'nxdomain' };
    if (does === 'silent') return;
    const header = Buffer.from(question.subarray(0, end));
    const code = 'code' in does ? codes[does.code] : 0;
    const addresses = 'addresses' in does ? does.addresses : [];
    const wanted = addresses.filter((address) => isIPv4(address) === (type === typeA));
    // QR and RA set, the rest as asked; one question, so many answers.
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(wanted.length, 6);
    header.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([header, ...wanted.map(record)]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** A resource record for the name of the question, which stands at byte 12. */
function record(address: string): Buffer {
  const data = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : v6Bytes(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(isIPv4(address) ? typeA : typeAaaa, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function v6Bytes(address: string): Buffer {
  const [before = '', after = ''] = address.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':'));
  const zeros = 8 - words(before).length - words(after).length;
  const all = [...words(before), ...new Array<string>(zeros).fill('0'), ...words(after)];
  return Buffer.from(all.map((word) => word.padStart(4, '0')).join(''), 'hex');
}
