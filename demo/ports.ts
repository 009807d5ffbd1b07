import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The address that every part of the demo listens on. Browsers resolve `*.localhost` to it. */
export const loopback = '127.0.0.1';

/** Listens for a moment; the port, or undefined when it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    probe.listen({ port, host: loopback, exclusive: true }, () => void probe.close(() => resolve(port)));
  });
}

/** How many ports are looked at. */
const span = 100;

/** Below what systems give to outgoing connections, one of which could take the port before its server starts. */
const anyPort = (): number => 10_000 + randomInt(20_000);

/**
 * `count` free ports: the first ones from `base` upwards, or any for base 0.
 * Throws when there are not enough; says what to do.
 */
export async function freePorts(base: number, count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let offset = 0; offset < span && found.size < count; offset += 1) {
    const port = await tryPort(base === 0 ? anyPort() : base + offset);
    if (port !== undefined) found.add(port);
  }
  if (found.size < count) {
    throw new Error(
      `Between ${base} and ${base + span - 1} there are no ${count} free ports. Set BANK_CONNECT_PORT to another base port.`,
    );
  }
  return [...found];
}

/** The base port of an environment variable's text; throws for anything but a port that leaves room for all parts. */
export function basePort(text: string | undefined): number {
  if (text === undefined || text === '') return 4100;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535 - span) return port;
  throw new Error(`BANK_CONNECT_PORT must be a number from 1 to ${65_535 - span}.`);
}
