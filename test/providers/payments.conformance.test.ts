import assert from 'node:assert/strict';
import * as tell from '../server/providers/tell-connect/kit.js';
import * as token from '../server/providers/token-io/kit.js';
import { paymentsConformance } from './payments-conformance.js';

paymentsConformance('Token.io', async () => {
  const sandbox = await token.startSandbox();
  const { control } = sandbox;
  const provider = token.newProvider(sandbox.apiOrigin, 'api', { payments: true });
  const bank = (await provider.banks(token.context())).find(({ id }) => id === 'sim-redirect');
  assert.ok(bank);
  return {
    provider,
    request: (payment) => token.beginRequest(bank, { scopes: [], payment }),
    visit: (url, decision) => token.visitBank(url, decision === 'approve' ? 'approve' : 'access_denied'),
    ledger: () => control.payments.ledger().map(({ amount }) => amount),
    loseAnswer: () => control.faults.add({ method: 'POST', path: '/v2/payments', drop: 'after' }),
    calls: () => control.calls.list().length,
    close: () => sandbox.close(),
  };
});

paymentsConformance('tell.connect', async () => {
  const sandbox = await tell.startSandbox();
  const { control } = sandbox;
  return {
    provider: tell.newProvider(sandbox.apiOrigin),
    request: (payment) => tell.beginRequest({ scopes: [], payment }),
    visit: (url, decision) => tell.visitBank(url, 'confirm', decision === 'approve' ? 'accept' : 'decline'),
    ledger: () => control.payments.list().map(({ amount, currency }) => ({ value: amount, currency })),
    loseAnswer: () => control.faults.add({ method: 'POST', path: '/v1/payment', drop: 'after' }),
    calls: () => control.calls.list().length,
    close: () => sandbox.close(),
  };
});
