// Child of crash.test.ts: delivers what is in the store until it is killed.
import { Secret } from '../../../server/lib/secret.js';
import { schedule } from '../../../server/lib/schedule.js';
import { openStore } from '../../../server/store/open-store.js';
import { createVault } from '../../../server/store/vault.js';
import { createWebhookService } from '../../../server/webhooks/create-service.js';
import { addressRule, endpointsOf } from '../../../server/webhooks/options.js';
import { createPost } from '../../../server/webhooks/post.js';
import { merchant } from './world.js';

const [path = '', key = '', url = '', secret = ''] = process.argv.slice(2);
const vault = await createVault([{ id: 'test', key: new Secret(key) }]);
const store = await openStore({ engine: { kind: 'sqlite', path }, vault, now: Date.now });
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
createWebhookService({
  store,
  vault,
  endpoints: endpointsOf([merchant(url, [secret])]),
  post: createPost({ environment: 'sandbox', isAllowedAddress: addressRule(['127.0.0.0/8']) }),
  schedule,
  now: Date.now,
  random: Math.random,
  logger: silent,
}).start();
process.stdin.resume();
