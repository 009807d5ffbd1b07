import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CredentialField } from '../../../server/contract/fields.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import { bank, flow, grant, minute, start, steps } from './fixtures.js';
import { account } from './scripted-provider.js';
import { merchant, psu, startWorld } from './world.js';

const consent = { accepted: true, text: 'I agree.', locale: 'en' };

describe('a journey', () => {
  test('by redirect ends with a connection and its accounts', async (t) => {
    const { service, store, provider, leftForBank, until } = await startWorld(t);
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts([account]);
    const { id, bindings } = await leftForBank();
    await service.receiveCallback(merchant.id, 'scripted', 'state=rq:1&code=abc', bindings, psu);

    const view = await until(id, 'completed');
    const agreed = {
      text: 'I agree.',
      locale: 'en',
      acceptedAt: new Date(start).toISOString(),
      scopes: ['accounts'],
    };
    deepStrictEqual(view.accounts, [
      { id: 'account-0', name: 'Everyday', maskedIdentifier: '•••• 3000', currency: 'EUR' },
    ]);
    deepStrictEqual(provider.questions, ['begin', 'callback', 'accounts']);
    const stored = await store.connections.find(merchant.id, view.connectionId ?? '');
    deepStrictEqual(stored?.connection, {
      id: view.connectionId,
      status: 'active',
      bank: { id: bank.id, name: bank.name },
      scopes: ['accounts'],
      sessionId: id,
      createdAt: new Date(start).toISOString(),
      expiresAt: '2026-04-01T12:00:00.000Z',
      consent: agreed,
    });
    deepStrictEqual(stored.grant, grant);
    strictEqual(stored.accounts.length, 1);
    const result = await service.result(merchant.id, id);
    strictEqual(result.connectionId, view.connectionId);
    deepStrictEqual(result.consent, agreed);
  });

  test('begins with what the merchant and the session say', async (t) => {
    const { service, provider, open, until } = await startWorld(t);
    provider.answers(steps.refused());
    const { id } = await open({
      country: 'AT',
      locale: 'de-AT',
      psuId: 'customer-1',
      purpose: 'To top up',
      accessDays: 10,
    });
    await service.chooseBank(id, bank.id, psu);
    await service.giveConsent(id, consent, psu);
    await until(id, 'attempt_failed');
    const [asked] = provider.asked;
    ok(asked?.kind === 'begin');
    deepStrictEqual(asked.request, {
      sessionId: id,
      bank: { id: 'iron', name: 'Iron Bank', countries: ['DE'], data: { fields: true } },
      scopes: ['accounts'],
      callbackUrl: 'https://connect.example/callback/shop/scripted',
      accessUntil: '2026-01-11T12:00:00.000Z',
      purpose: 'To top up',
      merchantName: 'Shop',
      country: 'AT',
      locale: 'de-AT',
      psuId: 'customer-1',
    });
    deepStrictEqual(asked.context.psu, { ipAddress: psu.ipAddress, userAgent: psu.userAgent });
    strictEqual(asked.context.traceId, psu.traceId);
  });

  test('through several sets of fields sends each set once, under its own ids', async (t) => {
    const { service, store, provider, begun, until, log } = await startWorld(t);
    const method: CredentialField = {
      id: 'method',
      kind: 'choice',
      label: 'How?',
      options: [{ value: 'sms', label: 'SMS' }],
    };
    const code: CredentialField = { id: 'otp', kind: 'otp', label: 'Code' };
    const shown: CredentialField = { id: 'note', kind: 'message', label: 'Look at your phone.' };
    provider
      .answers(steps.credentials(), steps.credentials([method]), steps.credentials([shown, code]), steps.authorised())
      .answersAccounts([]);
    const id = await begun();
    const answers: Record<string, string>[] = [{ pin: '1234' }, { method: 'sms' }, { otp: '999999' }];
    for (const [index, values] of answers.entries()) {
      const { round } = await until(id, 'credentials', (view) => view.round === index + 1);
      strictEqual((await service.credentials(id)).round, round);
      await service.submitCredentials(id, { round, values }, psu);
    }
    await until(id, 'completed');
    deepStrictEqual(
      provider.asked.flatMap((asked) => (asked.kind === 'resume' ? [asked.input] : [])),
      answers.map((values) => ({ kind: 'credentials', values })),
    );
    const kept = JSON.stringify([log, await store.sessions.find(id)]);
    strictEqual(kept.includes('999999'), false, 'what was typed is neither logged nor stored');
  });

  test('by an approval elsewhere looks until it is given, then for the result', async (t) => {
    const { provider, clock, begun, until } = await startWorld(t);
    provider.answers(steps.decoupled(), steps.decoupled(), steps.pending(), steps.authorised()).answersAccounts([]);
    const id = await begun();
    await until(id, 'decoupled');
    const hurry = setInterval(() => clock.advance(1_000), 5);
    await until(id, 'completed');
    clearInterval(hurry);
    deepStrictEqual(provider.questions, ['begin', 'poll', 'poll', 'poll', 'accounts']);
  });

  test('by an approval that the shopper confirms asks only then', async (t) => {
    const { service, provider, clock, begun, until } = await startWorld(t);
    provider.answers(steps.decoupled('Approve.', true), steps.authorised()).answersAccounts([]);
    const id = await begun();
    strictEqual((await until(id, 'decoupled')).needsConfirmation, true);
    clock.advance(minute);
    await service.confirm(id, psu);
    await until(id, 'completed');
    deepStrictEqual(provider.questions, ['begin', 'confirm', 'accounts']);
  });

  test('by redirect, fields, another redirect and an approval keeps its order', async (t) => {
    const { service, provider, leftForBank, until } = await startWorld(t);
    provider
      .answers(
        steps.redirect(),
        steps.credentials(),
        steps.redirect('https://bank.example/second'),
        steps.decoupled('Approve.', true),
        steps.authorised(),
      )
      .answersAccounts([]);
    const { id, bindings } = await leftForBank();
    // Both redirects of this flow come back with the very same query.
    const query = 'state=rq:1';
    await service.receiveCallback(merchant.id, 'scripted', query, bindings, psu);
    const { round } = await until(id, 'credentials');
    await service.submitCredentials(id, { round, values: { pin: '1' } }, psu);
    const second = await until(id, 'redirect');
    strictEqual(second.leftAt, undefined);
    const { url, binding } = await service.leave(id, 'popup', psu);
    strictEqual(url, 'https://bank.example/second');
    const [key = ''] = bindings.keys();
    await service.receiveCallback(merchant.id, 'scripted', query, new Map([[key, binding]]), psu);
    await until(id, 'decoupled');
    await service.confirm(id, psu);
    await until(id, 'completed');
    deepStrictEqual(provider.questions, ['begin', 'callback', 'credentials', 'callback', 'confirm', 'accounts']);
  });

  test('is tried again at the same bank inside the same session, after a new consent', async (t) => {
    const { service, provider, begun, until } = await startWorld(t);
    provider.answers(steps.refused('declined'), steps.authorised()).answersAccounts([]);
    const id = await begun();
    const failed = await until(id, 'attempt_failed');
    strictEqual(failed.problem.code, 'declined');
    strictEqual(failed.problem.traceId, psu.traceId);
    strictEqual((await service.result(merchant.id, id)).problem?.code, 'declined');
    strictEqual((await service.chooseBank(id, bank.id, psu)).status, 'consent');
    await service.giveConsent(id, consent, psu);
    await until(id, 'completed');
    strictEqual((await service.result(merchant.id, id)).problem, undefined);
  });

  test('completes without accounts when they cannot be read, and the connection stands', async (t) => {
    const { store, provider, begun, until } = await startWorld(t);
    const broken = new ProviderError('bank_unavailable', { retryable: false });
    provider.answers(steps.authorised()).answersAccounts(broken);
    const id = await begun();
    const { accounts, connectionId } = await until(id, 'completed');
    deepStrictEqual(accounts, []);
    deepStrictEqual((await store.connections.find(merchant.id, connectionId ?? ''))?.grant, grant);
  });

  test('reads the accounts again when the first try breaks', async (t) => {
    const { provider, clock, begun, until } = await startWorld(t);
    const broken = new ProviderError('bank_unavailable', { retryable: true });
    provider
      .answers(steps.authorised())
      .answersAccounts(broken, () => (clock.advance(1_000), Promise.reject(broken)), [account]);
    const id = await begun();
    const hurry = setInterval(() => clock.advance(100), 5);
    strictEqual((await until(id, 'completed')).accounts.length, 1);
    clearInterval(hurry);
  });

  test('left for another bank is cancelled at the first one', async (t) => {
    const { service, provider, leftForBank } = await startWorld(t);
    provider.answers(steps.redirect());
    const { id } = await leftForBank();
    strictEqual((await service.chooseBank(id, null, psu)).status, 'bank_selection');
    await service.stop(1_000);
    deepStrictEqual(provider.cancelled, [flow]);
  });

  test('declined at the consent screen ends the session', async (t) => {
    const { service, open } = await startWorld(t);
    const { id } = await open({ bankId: bank.id });
    strictEqual((await service.giveConsent(id, { ...consent, accepted: false }, psu)).status, 'cancelled');
  });
});
