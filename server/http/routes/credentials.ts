import { CredentialsSubmission } from '../../contract/fields.js';
import { psuContext } from '../client-address.js';
import { readJson } from '../input/json.js';
import type { Router } from '../router.js';

/**
 * The fields of a bank and what is typed into them: for the credential frame, a page of this server. Only where a
 * merchant's configuration opts in to inline fields may its own page send them.
 */
export function credentialsRoutes({ app, deps, credentialSender, frameOnly, token, cors }: Router): void {
  const { config, sessions } = deps;
  const inline = config.merchants.filter((merchant) => merchant.inlineFields);

  app.get('/v1/session/credentials', frameOnly, token, async (c) => {
    return c.json(await sessions.credentials(c.get('session').id));
  });

  app.options('/v1/session/credentials', cors.preflight(['POST'], inline));
  app.post('/v1/session/credentials', ...credentialSender, async (c) => {
    const submission = await readJson(c, CredentialsSubmission);
    return c.json(await sessions.submitCredentials(c.get('session').id, submission, psuContext(c, config)));
  });
}
