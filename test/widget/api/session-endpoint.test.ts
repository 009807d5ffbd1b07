import { expect } from '@open-wc/testing';
import { askSessionEndpoint } from '../../../widget/api/session-endpoint.js';
import { BankConnectError } from '../../../widget/errors.js';
import { ManualWorld } from '../support/manual-world.js';

const never = new AbortController().signal;
const token = 'client-token-0123456789';

describe('the session endpoint', () => {
  it('is asked by POST with the cookies of its own origin, and says whether another session is wanted', async () => {
    for (const renew of [true, false]) {
      const world = new ManualWorld();
      const answer = askSessionEndpoint(world, '/api/bank-session', { renew }, never);
      const call = await world.nextCall();
      expect(call.url).to.equal('/api/bank-session');
      expect(call.init).to.include({ method: 'POST', credentials: 'same-origin', redirect: 'error' });
      expect(call.body).to.deep.equal({ renew });
      call.answer(200, { clientToken: token, id: 's1' });
      expect(await answer).to.equal(token);
    }
  });

  it('fails with one code for every answer that holds no token', async () => {
    const answers = [
      [404, ''],
      [500, '{}'],
      [200, 'oops'],
      [200, '{}'],
      [200, 'null'],
      [200, '{"clientToken":""}'],
      [200, '{"clientToken":42}'],
      [200, `{"clientToken":"${'x'.repeat(600)}"}`],
      [200, '{"clientToken":"with a space in it"}'],
    ] as const;
    for (const [status, body] of answers) {
      const world = new ManualWorld();
      const answer = askSessionEndpoint(world, '/x', { renew: false }, never).catch((error: unknown) => error);
      (await world.nextCall()).answer(status, body);
      const error = await answer;
      expect(error, body).to.be.instanceOf(BankConnectError);
      expect((error as BankConnectError).code).to.equal('session_endpoint_failed');
      expect(String(error), 'no value in the message').not.to.contain('space');
    }
  });

  it('does not take a token from Object.prototype', async () => {
    const polluted = Object.prototype as { clientToken?: string };
    polluted.clientToken = token;
    try {
      const world = new ManualWorld();
      const answer = askSessionEndpoint(world, '/x', { renew: false }, never).catch((error: unknown) => error);
      (await world.nextCall()).answer(200, '{}');
      expect(await answer).to.be.instanceOf(BankConnectError);
    } finally {
      delete polluted.clientToken;
    }
  });
});
