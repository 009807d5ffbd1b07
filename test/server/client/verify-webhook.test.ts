import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { verifyWebhook, type WebhookFault, type WebhookRequest } from '../../../server/client/verify-webhook.js';
import { signedHeaders, parseWebhookSecret } from '../../../server/webhooks/signature.js';
import { Secret } from '../../../server/lib/secret.js';
import { newSecret } from '../webhooks/world.js';

const nowMs = Date.parse('2026-01-02T12:00:00.000Z');
const now = () => nowMs;
const seconds = nowMs / 1000;
const event = { id: 'evt_1', type: 'session.expired', createdAt: '2026-01-02T11:59:59.000Z', data: { sessionId: 's' } };
const body = JSON.stringify({ ...event, data: { sessionId: 's', reference: 'Ärger & Söhne 🌲' } });

/** A request signed by hand, as the specification says. */
function signed(secret: string, { id = 'evt_1', at = String(seconds), text = body } = {}): WebhookRequest {
  const key = Buffer.from(secret.slice(6), 'base64');
  const signature = `v1,${createHmac('sha256', key).update(`${id}.${at}.${text}`).digest('base64')}`;
  return { body: text, headers: { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } };
}

const faultOf = (request: WebhookRequest, secrets: string | readonly string[]): WebhookFault | 'none' => {
  try {
    verifyWebhook(request, secrets, { now });
    return 'none';
  } catch (error) {
    return (error as { code: WebhookFault }).code;
  }
};
const withHeader = (request: WebhookRequest, name: string, value: string | undefined): WebhookRequest => ({
  ...request,
  headers: { ...(request.headers as Record<string, string>), [name]: value },
});

describe('the verification helper', () => {
  const secret = newSecret();
  const request = signed(secret);

  it('knows the vector of the specification', () => {
    // Standard Webhooks 1.0, test vector of its reference libraries.
    const vector = {
      body: '{"test": 2432232314}',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    };
    const at = { now: () => 1_614_265_330_000 };
    // The signature is right; the body is no event of ours.
    assert.throws(() => verifyWebhook(vector, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', at), {
      code: 'body_unreadable',
    });
    const key = parseWebhookSecret(new Secret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'));
    assert.ok(key);
    const { body: text, headers } = vector;
    assert.deepEqual(
      signedHeaders([key], { id: headers['webhook-id'], atSeconds: 1_614_265_330, body: text }),
      headers,
    );
  });

  it('gives the event, from text and bytes, from every kind of headers', () => {
    const headers = request.headers as Record<string, string>;
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    for (const some of [headers, new Headers(headers), shouted]) {
      for (const raw of [body, Buffer.from(body), new TextEncoder().encode(body)]) {
        assert.deepEqual(verifyWebhook({ headers: some, body: raw }, secret, { now }), JSON.parse(body));
      }
    }
  });

  it('takes one of several signatures with one of several secrets', () => {
    const other = newSecret();
    const both = String((signed(other).headers as Record<string, string>)['webhook-signature']);
    const own = String((request.headers as Record<string, string>)['webhook-signature']);
    assert.equal(faultOf(withHeader(request, 'webhook-signature', `v1a,xyz ${both} ${own}`), secret), 'none');
    assert.equal(faultOf(request, [other, secret]), 'none');
    assert.equal(faultOf(request, [other, newSecret()]), 'signature_wrong');
  });

  it('refuses what was changed, is missing, or is too old or too new', () => {
    const cases: [WebhookRequest, WebhookFault][] = [
      [withHeader(request, 'webhook-id', undefined), 'header_missing'],
      [withHeader(request, 'webhook-timestamp', ''), 'header_missing'],
      [withHeader(request, 'webhook-signature', undefined), 'header_missing'],
      [withHeader(request, 'webhook-id', 'evt_2'), 'signature_wrong'],
      [withHeader(request, 'webhook-timestamp', String(seconds - 1)), 'signature_wrong'],
      [withHeader(request, 'webhook-signature', 'v1,'), 'signature_wrong'],
      [withHeader(request, 'webhook-signature', `v1,${randomBytes(32).toString('base64')}`), 'signature_wrong'],
      [{ ...request, body: `${body} ` }, 'signature_wrong'],
      [signed(secret, { at: String(seconds - 301) }), 'time_off'],
      [signed(secret, { at: String(seconds + 301) }), 'time_off'],
      [signed(secret, { at: `${seconds}.0` }), 'time_off'],
      [signed(secret, { at: '-1' }), 'time_off'],
      [signed(secret, { at: 'now' }), 'time_off'],
      [signed(secret, { text: '{' }), 'body_unreadable'],
      [signed(secret, { text: 'null' }), 'body_unreadable'],
      [signed(secret, { id: 'evt_2' }), 'body_unreadable'],
    ];
    for (const [changed, fault] of cases) assert.equal(faultOf(changed, secret), fault);
    assert.equal(faultOf(signed(secret, { at: String(seconds - 299) }), secret), 'none');
  });

  it('says that a secret is none, and does not print it', () => {
    for (const wrong of ['', 'canary', 'whsec_', 'whsec_canary!', secret.slice(6), 'whsec_short']) {
      assert.throws(
        () => verifyWebhook(request, wrong, { now }),
        (error: Error) => error instanceof TypeError && !error.message.includes('canary'),
      );
    }
  });
});
