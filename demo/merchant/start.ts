// npm run demo:merchant: what a merchant's backend does with connections, over real HTTP, for every provider. Prints what it got.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildScripts } from '../../.ci/build.js';
import { createBankConnectClient } from '../../server/client/index.js';
import { startDemo } from '../demo.js';
import { report } from './report.js';
import { routesOf } from './routes.js';
import { walk, type Walked } from './walk.js';

await buildScripts();
const dataFolder = mkdtempSync(join(tmpdir(), 'bank-connect-merchant-'));
const demo = await startDemo({ basePort: 0, dataFolder });
try {
  const client = createBankConnectClient({ baseUrl: demo.serverDirect, apiKey: demo.apiKey });
  const places = { direct: demo.serverDirect, companion: demo.server, shop: demo.shop };
  const walked: Walked[] = [];
  for (const route of routesOf(demo)) walked.push(await walk(client, places, route));
  process.stdout.write(`${report(walked)}\n`);
} finally {
  await demo.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
