import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createHmacKey } from '../../../server/signing/hmac.js';
import { signCompact } from '../../../server/signing/jws.js';

test('signs as RFC 7515 appendix A.1, over what was written there', async () => {
  const secret = Buffer.from(
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    'base64url',
  );
  // The appendix writes its header with line breaks, so its own input is signed here by another implementation.
  const input =
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
  const hmac = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  assert.equal(hmac(input), 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');

  const payload = Buffer.from(input.split('.')[1] ?? '', 'base64url');
  const [header = '', body = '', signature] = (await signCompact(createHmacKey(secret), { typ: 'JWT' }, payload)).split(
    '.',
  );
  assert.equal(Buffer.from(header, 'base64url').toString(), '{"alg":"HS256","typ":"JWT"}');
  assert.equal(body, input.split('.')[1]);
  assert.equal(signature, hmac(`${header}.${body}`));
});

test('keeps its key to itself and imports it once', async () => {
  const key = createHmacKey(Buffer.from('a secret of more than thirty-two bytes'));
  const [one, two] = await Promise.all([key.cryptoKey(), key.cryptoKey()]);
  assert.equal(one, two);
  assert.equal(one.extractable, false);
  assert.doesNotMatch(JSON.stringify(key), /secret/);
});
