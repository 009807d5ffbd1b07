import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalAddress, isPublicAddress, limiterKey } from '../../../server/lib/ip-address.js';

describe('an address', () => {
  const spellings: Record<string, string[]> = {
    '192.0.2.7': [
      '192.0.2.7',
      ' 192.0.2.7\t',
      '192.0.2.7:80',
      '::ffff:192.0.2.7',
      '::FFFF:192.0.2.7',
      '::ffff:c000:207',
      '::ffff:C000:0207',
      '0:0:0:0:0:ffff:192.0.2.7',
      '0000:0000:0000:0000:0000:ffff:c000:0207',
      '[::ffff:192.0.2.7]',
      '[::ffff:192.0.2.7]:8080',
    ],
    '2001:db8::1': [
      '2001:db8::1',
      '2001:DB8::1',
      '2001:0db8::0001',
      '2001:db8:0:0:0:0:0:1',
      '2001:db8::0:1',
      '2001:db8:0::1',
      '2001:0db8:0000:0000:0000:0000:0000:0001',
      '[2001:db8::1]',
      '[2001:db8::1]:443',
      '2001:db8::0.0.0.1',
    ],
    '::1': ['::1', '0:0:0:0:0:0:0:1', '0000::0001', '::0.0.0.1'],
    '2001:db8:0:1:1:1:1:1': ['2001:db8::1:1:1:1:1', '2001:DB8:0:1:1:1:1:1'],
    '2001:db8:a::': ['2001:db8:a::', '2001:db8:a:0:0:0:0:0', '2001:0DB8:000A::0'],
  };
  for (const [canonical, all] of Object.entries(spellings)) {
    for (const spelling of all) {
      test(`spelt ${JSON.stringify(spelling)} is ${canonical}`, () => {
        assert.equal(canonicalAddress(spelling), canonical);
      });
    }
  }

  const none = [
    '',
    'unknown',
    '_proxy',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '0x7f.0.0.1',
    '1.2.3.256',
    '2130706433',
    'localhost',
  ];
  const neither = [
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    '[::1',
    '::1]',
    '[1.2.3.4]',
    '1.2.3.4:',
    '1.2.3.4:999999',
    '::ffff:1.2.3',
    'a:b',
  ];
  for (const text of [...none, ...neither]) {
    test(`is not ${JSON.stringify(text)}`, () => assert.equal(canonicalAddress(text), undefined));
  }

  test('of IPv6 is canonical however it was written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const once = canonicalAddress(text);
        assert.ok(once !== undefined);
        assert.equal(canonicalAddress(once), once);
        assert.equal(canonicalAddress(text.toUpperCase()), once);
      }),
    );
  });

  test('is limited by itself in IPv4 and by its /64 in IPv6', () => {
    assert.equal(limiterKey('192.0.2.7'), '192.0.2.7');
    assert.equal(limiterKey('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(limiterKey('2001:db8::1'), '2001:db8:0:0::/64');
    assert.equal(limiterKey('::1'), '0:0:0:0::/64');
  });

  const locals = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
  ];
  for (const address of [
    ...locals,
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
  ]) {
    test(`${address} is not on the internet`, () => assert.equal(isPublicAddress(address), false));
  }
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2a02:c7f::1', '2001:4860:4860::8888']) {
    test(`${address} is on the internet`, () => assert.equal(isPublicAddress(address), true));
  }
});
