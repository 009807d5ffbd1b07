import { AgreeAutofill, ChooseAccounts } from '../../contract/accounts.js';
import { ChooseBank, GiveConsent } from '../../contract/session.js';
import { psuContext } from '../client-address.js';
import { expectNoInput, readJson } from '../input/json.js';
import type { Router } from '../router.js';

/** One session, as its widget sees and drives it. Every answer is the session's newest view. */
export function sessionRoutes({ app, deps, cors, widget }: Router): void {
  const { config, sessions, connections } = deps;

  app.options('/v1/session', cors.preflight(['GET']));
  app.get('/v1/session', ...widget, async (c) => c.json(await sessions.view(c.get('session').id)));

  for (const action of ['bank', 'consent', 'confirm', 'accounts', 'autofill', 'cancel']) {
    app.options(`/v1/session/${action}`, cors.preflight(['POST']));
  }
  app.post('/v1/session/bank', ...widget, async (c) => {
    const { bankId } = await readJson(c, ChooseBank);
    return c.json(await sessions.chooseBank(c.get('session').id, bankId, psuContext(c, config)));
  });
  app.post('/v1/session/consent', ...widget, async (c) => {
    const consent = await readJson(c, GiveConsent);
    return c.json(await sessions.giveConsent(c.get('session').id, consent, psuContext(c, config)));
  });
  app.post('/v1/session/confirm', ...widget, async (c) => {
    await expectNoInput(c);
    return c.json(await sessions.confirm(c.get('session').id, psuContext(c, config)));
  });
  app.post('/v1/session/accounts', ...widget, async (c) => {
    const choice = await readJson(c, ChooseAccounts);
    return c.json(await sessions.chooseAccounts(c.get('session').id, choice, psuContext(c, config)));
  });
  app.post('/v1/session/autofill', ...widget, async (c) => {
    const agreement = await readJson(c, AgreeAutofill);
    const { merchantId, connectionId, accountId } = await sessions.accountToDisclose(c.get('session').id);
    return c.json(await connections.disclose(merchantId, connectionId, accountId, agreement));
  });
  app.post('/v1/session/cancel', ...widget, async (c) => {
    await expectNoInput(c);
    return c.json(await sessions.cancel(c.get('session').id, psuContext(c, config)));
  });
}
