import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackHost, parseSafeUrl } from '../../../server/lib/safe-url.js';

const safe = (text: string, environment: 'sandbox' | 'production' = 'production') =>
  parseSafeUrl(text, environment)?.href;

for (const text of [
  'https://bank.example/',
  'https://bank.example:8443/a?b=c#d',
  'https://[2001:db8::1]/',
  'https://bänk.example/ü',
]) {
  test(`${text} is safe`, () => assert.equal(safe(text), new URL(text).href));
}

for (const text of [
  '',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\nscript:alert(1)',
  ' https://bank.example/',
  'https://bank.example/\n',
  'https://bank.example/\u0085',
  'data:text/html,x',
  'blob:https://bank.example/x',
  'file:///etc/passwd',
  'intent://bank#Intent;end',
  'http://bank.example/',
  'http://127.0.0.1/',
  '//bank.example/',
  '/path',
  'https:\\\\bank.example\\',
  'https://bank.example\\@evil.example/',
  'https://user@bank.example/',
  'https://user:pw@bank.example/',
  'https://@bank.example/',
  'https://',
  'https://bank.example:99999/',
  'ftp://bank.example/',
]) {
  test(`${JSON.stringify(text)} is not`, () => assert.equal(safe(text), undefined));
}

for (const host of ['localhost', 'bank.localhost', '127.0.0.1', '127.255.0.1', '[::1]']) {
  test(`http on ${host} is safe in the sandbox only`, () => {
    assert(isLoopbackHost(host));
    assert(safe(`http://${host}:4102/x`, 'sandbox'));
    assert.equal(safe(`http://${host}:4102/x`), undefined);
  });
}

for (const host of [
  'localhost.example',
  'notlocalhost',
  '127.0.0.1.example',
  '128.0.0.1',
  '[::2]',
  '0.0.0.0',
  '10.0.0.1',
]) {
  test(`${host} is not this machine`, () => {
    assert(!isLoopbackHost(host));
    assert.equal(safe(`http://${host}/`, 'sandbox'), undefined);
  });
}

test('other spellings of this machine are read as browsers read them', () => {
  assert.equal(safe('http://127.1:4102/', 'sandbox'), 'http://127.0.0.1:4102/');
  assert.equal(safe('http://2130706433/', 'sandbox'), 'http://127.0.0.1/');
});
