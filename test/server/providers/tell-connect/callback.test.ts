import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { ProviderError } from '../../../../server/providers/provider-error.js';
import { correlateCallback, decodeCallback } from '../../../../server/providers/tell-connect/callback.js';
import { begin, comeBack, newProvider, startSandbox, visitBank } from './kit.js';
import { anyText } from '../../../support/any-text.js';

const intentId = 'a077e84b-a815-4ed3-81c0-8f85d55e7c47';
const uuid = 'c0fd407d-134b-4091-8e04-ab49a98db217';
const code = '7cfa670a-959c-43d0-bedd-28d744233151';
const seed = `intent-id=${intentId}&uuid=${uuid}&authorisation_code=${code}`;
const without = (name: string): string =>
  seed
    .split('&')
    .filter((pair) => !pair.startsWith(name))
    .join('&');

describe('a callback', () => {
  test('is read as the documents write it', () => {
    assert.deepEqual(decodeCallback(seed), { uuid, intentId, code });
  });

  test('may carry parameters that nobody knows, in any order, with empty ones between', () => {
    const query = `lang=en&&authorisation_code=${code}&uuid=${uuid}&flag&intent-id=${intentId}&`;
    assert.deepEqual(decodeCallback(query), { uuid, intentId, code });
  });

  const denials = [
    '',
    '&authorisation_code',
    '&authorisation_code=',
    '&authorisation_code=null',
    '&authorisation_code=undefined',
    '&authorisation_code=%6Eull',
  ];
  for (const denial of denials) {
    test(`says no with "${denial}"`, () => {
      assert.deepEqual(decodeCallback(without('authorisation_code') + denial), { uuid, intentId });
    });
  }

  const refused: Record<string, string> = {
    'without an intent id': without('intent-id'),
    'without a uuid': without('uuid'),
    'with intent_id': seed.replace('intent-id', 'intent_id'),
    'with two intent ids': `${seed}&intent-id=${intentId}`,
    'with two uuids, even alike': `${seed}&uuid=${uuid}`,
    'with two codes': `${seed}&authorisation_code=null`,
    'with a name that is encoded the second time': `${seed}&%75uid=${uuid}`,
    'with an unknown parameter twice': `${seed}&a=1&a=1`,
    'with a uuid of version 1': seed.replace('-4091-', '-1091-'),
    'with a uuid in capitals': seed.replace(uuid, uuid.toUpperCase()),
    'with an intent id of strange characters': seed.replace(intentId, 'a%2Fb'),
    'with a code of strange characters': seed.replace(code, 'a%0Ab'),
    'with a code in markup': seed.replace(code, '%3Cb%3E'),
    'with NULL for a code that is too long': seed.replace(code, 'n'.repeat(513)),
    'with malformed percent-encoding': `${seed}&a=%E0%A4`,
    'that is too long': `${seed}&a=${'x'.repeat(4096)}`,
    'with too many parameters': `${seed}&${Array.from({ length: 32 }, (_, index) => `p${index}=1`).join('&')}`,
    'that is empty': '',
  };
  for (const [name, query] of Object.entries(refused)) {
    test(`is refused ${name}`, () => {
      assert.throws(
        () => decodeCallback(query),
        (error: unknown) => {
          assert(error instanceof ProviderError);
          assert.deepEqual([error.code, error.retryable], ['invalid_callback', false]);
          assert.doesNotMatch(error.detail ?? '', /7cfa|%3C/);
          return true;
        },
      );
    });
  }

  test('never breaks in any other way', () => {
    const parameter = fc.tuple(fc.constantFrom('intent-id', 'uuid', 'authorisation_code', 'x'), anyText());
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          fc.array(parameter).map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&')),
        ),
        (query) => {
          try {
            decodeCallback(query);
          } catch (error) {
            assert(error instanceof ProviderError && error.code === 'invalid_callback');
          }
        },
      ),
    );
  });
});

describe('correlation', () => {
  const correlate = (query: string): string | undefined => correlateCallback(new URLSearchParams(query));

  test('is by uuid', () => assert.equal(correlate(seed), uuid));
  for (const query of [
    '',
    without('uuid'),
    `${seed}&uuid=${uuid}`,
    seed.replace(uuid, 'null'),
    seed.replace('-4091-', '-1091-'),
    seed.replace(uuid, uuid.toUpperCase()),
  ]) {
    test(`is nothing for "${query}"`, () => assert.equal(correlate(query), undefined));
  }
});

describe('a forged callback', () => {
  test('of another intent, of another flow, or with a made-up code never succeeds', async () => {
    const sandbox = await startSandbox();
    after(() => sandbox.close());
    const provider = newProvider(sandbox.apiOrigin);
    const [mine, other] = [await begin(provider), await begin(provider)];
    const real = await visitBank(mine.url, 'confirm', 'accept');
    const foreign = await visitBank(other.url, 'confirm', 'accept');
    const exchanges = () => sandbox.control.calls.list().filter(({ path }) => path === '/v1/access-token').length;

    const swapped = (name: string): string => {
      const parameters = new URLSearchParams(real);
      parameters.set(name, new URLSearchParams(foreign).get(name) ?? '');
      return parameters.toString();
    };
    for (const query of [foreign, swapped('intent-id'), swapped('uuid')]) {
      await assert.rejects(comeBack(provider, mine, query), { code: 'invalid_callback' });
    }
    assert.equal(exchanges(), 0);

    const madeUp = new URLSearchParams(real);
    madeUp.set('authorisation_code', code);
    const refusal = await comeBack(provider, mine, madeUp.toString());
    assert.deepEqual([refusal.kind, 'code' in refusal && refusal.code], ['refused', 'authorisation_expired']);
    for (const status of ['status=PROCESSED', 'access_token=abc', 'authorization_code=abc', 'code=abc']) {
      const denied = new URLSearchParams(real);
      denied.delete('authorisation_code');
      const step = await comeBack(provider, mine, `${denied.toString()}&${status}`);
      assert.deepEqual([step.kind, 'code' in step && step.code], ['refused', 'access_denied'], status);
    }
    assert.equal(exchanges(), 1);
  });
});
