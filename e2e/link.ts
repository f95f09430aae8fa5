/** A network link before a mirror that is cut at a byte of its own choosing. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `frozen`: everything is silent from then on; `down`: connections are cut and new ones refused. */
export type Cut = 'frozen' | 'down';

export interface Link {
  readonly url: string;
  readonly isCut: boolean;
  close(): Promise<void>;
}

/** Passes `bytes` of answers on, over all connections together, and is cut. */
export async function startLink(port: number, cut: Cut, bytes: number): Promise<Link> {
  let left = bytes;
  let isCut = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    track(client);
    if (isCut) return;
    const onward = connect(port, '127.0.0.1');
    track(onward);
    client.on('data', (chunk) => void (isCut || onward.write(chunk)));
    onward.on('data', (chunk) => {
      if (isCut) return;
      client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) end();
    });
    client.on('close', () => onward.destroy());
    onward.on('close', () => {
      if (!isCut || cut === 'down') client.destroy();
    });
  });
  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  }
  function end(): void {
    isCut = true;
    if (cut === 'frozen') return;
    server.close();
    for (const socket of sockets) socket.destroy();
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get isCut() {
      return isCut;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
