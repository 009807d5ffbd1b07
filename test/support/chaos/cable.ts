import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The way to a local port, which can be cut for a while. */
export async function startCable(port: number) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** Ends all connections and lets none through for so long. */
    async cut(ms: number): Promise<void> {
      isCut = true;
      cutAll();
      await pause(ms);
      isCut = false;
    },
    close(): void {
      cutAll();
      server.close();
    },
  };
}
