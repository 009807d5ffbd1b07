import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** What the network does to the bytes of one connection. All sizes are bytes, all times milliseconds. */
export interface Faults {
  /** Wait before the first byte of an answer. */
  readonly latencyMs?: number;
  /** Hand answers on in pieces of this size… */
  readonly sliceBytes?: number;
  /** …with this much time between them. */
  readonly sliceEveryMs?: number;
  /** After this many bytes of an answer the connection ends… */
  readonly cutAfterBytes?: number;
  /** …with FIN (`close`, the default) or RST (`reset`). */
  readonly cutBy?: 'close' | 'reset';
  /** Bytes of an answer from this offset on are inverted, one of them. */
  readonly corruptByteAt?: number;
  /** Take connections and requests, answer nothing. */
  readonly blackhole?: boolean;
}

/** A proxy between a client and a real server, which breaks what passes through it. */
export interface FaultProxy {
  readonly port: number;
  readonly origin: string;
  /** Connections so far. */
  readonly connections: number;
  /** For connections from now on. */
  set(faults: Faults): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free loopback port in front of `target` (`http://127.0.0.1:<port>`). */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const upstreamPort = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let faults: Faults = {};
  let connections = 0;

  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };

  const server = createServer((client) => {
    connections += 1;
    const current = faults;
    track(client);
    if (current.blackhole) {
      client.resume();
      return;
    }
    const upstream = track(connect(upstreamPort, '127.0.0.1'));
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    void relay(upstream, client, current);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    set: (next) => {
      faults = next;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Passes an answer on, piece by piece, with its faults. */
async function relay(upstream: Socket, client: Socket, faults: Faults): Promise<void> {
  let passed = 0;
  try {
    for await (const chunk of upstream as AsyncIterable<Buffer>) {
      if (passed === 0) await pause(faults.latencyMs);
      for (const piece of slices(chunk, faults.sliceBytes)) {
        const left = (faults.cutAfterBytes ?? Infinity) - passed;
        const bytes = corrupted(piece, passed, faults.corruptByteAt).subarray(0, left);
        if (client.destroyed) return;
        if (bytes.length > 0) client.write(bytes);
        passed += bytes.length;
        if (passed >= (faults.cutAfterBytes ?? Infinity)) {
          cut(client, faults.cutBy);
          return;
        }
        await pause(faults.sliceEveryMs);
      }
    }
    client.end();
  } catch {
    client.destroy();
  }
}

function* slices(chunk: Buffer, size = chunk.length): Generator<Buffer> {
  for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size);
}

function corrupted(piece: Buffer, offset: number, at = -1): Buffer {
  const index = at - offset;
  if (index < 0 || index >= piece.length) return piece;
  const copy = Buffer.from(piece);
  copy.writeUInt8(0xff - copy.readUInt8(index), index);
  return copy;
}

function cut(client: Socket, by: Faults['cutBy'] = 'close'): void {
  if (by === 'reset') client.resetAndDestroy();
  else client.end();
}

const pause = async (ms = 0): Promise<void> => {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
};
