import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that can do nothing but list one bank, at loopback. */
export async function startBankList(): Promise<{ readonly origin: string; close(): void }> {
  const bank = { id: 'one', name: 'One Bank', countries: ['DE'], supportsAccountList: true, supportsInformation: true };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ banks: [bank] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
