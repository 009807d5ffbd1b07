import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { Secret } from '../../../server/lib/secret.js';
import { createVault } from '../../../server/store/vault.js';
import { newKey } from '../../support/engines.js';

const value = { token: 'canary', nested: [1, null, 'ü'] };
const unreadable = { name: 'StoreError', code: 'unreadable' };
const unknownKey = { name: 'StoreError', code: 'unknown_key' };

describe('the vault', () => {
  it('opens what it sealed, in the same context', async () => {
    const vault = await createVault([newKey('a')]);
    assert.deepEqual(await vault.open(await vault.seal(value, 'row/1'), 'row/1'), value);
  });

  it('seals the same value differently each time, with a header that holds no secret', async () => {
    const vault = await createVault([newKey('a')]);
    const [first, second] = [await vault.seal(value, 'row/1'), await vault.seal(value, 'row/1')];
    assert.notEqual(first, second);
    assert.deepEqual(decodeProtectedHeader(first), { alg: 'dir', enc: 'A256GCM', kid: 'a', ctx: 'row/1' });
  });

  it('refuses a value that belongs to another row', async () => {
    const vault = await createVault([newKey('a')]);
    await assert.rejects(vault.open(await vault.seal(value, 'row/1'), 'row/2'), unreadable);
  });

  it('refuses a value whose header was rewritten for another row', async () => {
    const vault = await createVault([newKey('a')]);
    const [header = '', ...rest] = (await vault.seal(value, 'row/1')).split('.');
    const forged = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
    const text = Buffer.from(JSON.stringify({ ...forged, ctx: 'row/2' })).toString('base64url');
    await assert.rejects(vault.open([text, ...rest].join('.'), 'row/2'), unreadable);
  });

  it('refuses every truncation and every flipped character', async () => {
    const vault = await createVault([newKey('a')]);
    const sealed = await vault.seal('x', 'row/1');
    for (let length = 0; length < sealed.length; length += 1) {
      await assert.rejects(vault.open(sealed.slice(0, length), 'row/1'), { name: 'StoreError' });
    }
    // The last character of each part can hold unused bits, so it is not flipped here.
    const start = sealed.indexOf('.') + 2;
    for (let index = start; index < sealed.length - 1; index += 1) {
      if (sealed[index] === '.' || sealed[index + 1] === '.') continue;
      const flipped = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      await assert.rejects(vault.open(flipped, 'row/1'), unreadable);
    }
  });

  it('reads with every key of the ring and writes with the first', async () => {
    const [older, newer] = [newKey('older'), newKey('newer')];
    const before = await createVault([older]);
    const after = await createVault([newer, older]);
    assert.deepEqual(await after.open(await before.seal(value, 'row/1'), 'row/1'), value);
    assert.equal(after.writingKeyId, 'newer');
    assert.equal(decodeProtectedHeader(await after.seal(value, 'row/1')).kid, 'newer');
  });

  it('refuses a key that left the ring, an unknown id and an id that now means another key', async () => {
    const retired = newKey('retired');
    const sealed = await (await createVault([retired])).seal(value, 'row/1');
    await assert.rejects((await createVault([newKey('a')])).open(sealed, 'row/1'), unknownKey);
    await assert.rejects((await createVault([newKey('retired')])).open(sealed, 'row/1'), unreadable);
  });

  it('refuses other algorithms and values without a key id', async () => {
    const key = newKey('a');
    const vault = await createVault([key]);
    const bytes = Buffer.from(key.key.reveal(), 'base64url');
    const encrypt = (header: { alg: string; enc: string; kid?: string }, secret: Uint8Array) =>
      new CompactEncrypt(Buffer.from('{}')).setProtectedHeader({ ...header, ctx: 'row/1' }).encrypt(secret);
    const other = await encrypt({ alg: 'A256GCMKW', enc: 'A256GCM', kid: 'a' }, bytes);
    const anonymous = await encrypt({ alg: 'dir', enc: 'A256GCM' }, bytes);
    await assert.rejects(vault.open(other, 'row/1'), unreadable);
    await assert.rejects(vault.open(anonymous, 'row/1'), unreadable);
    await assert.rejects(vault.open('{"canary":1}', 'row/1'), unreadable);
  });
});

describe('the key ring', () => {
  const random = (length: number) => randomBytes(length).toString('base64url');
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['too short', random(31), /"bad"/],
    ['too long', random(33), /"bad"/],
    ['empty', '', /"bad"/],
    ['padded', `${random(32)}=`, /"bad"/],
    ['with garbage that a lenient decoder skips', `${random(32)}*`, /"bad"/],
    ['in hex', randomBytes(32).toString('hex'), /"bad"/],
    ['all zero', Buffer.alloc(32).toString('base64url'), /"bad" is not random/],
    ['a repeated word', Buffer.from('password'.repeat(4)).toString('base64url'), /"bad" is not random/],
  ];
  for (const [why, key, message] of refused) {
    it(`refuses a key that is ${why}, by its name and never by its value`, async () => {
      await assert.rejects(createVault([newKey('good'), { id: 'bad', key: new Secret(key) }]), (error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, message);
        return key === '' || !inspect(error).includes(key);
      });
    });
  }

  it('refuses an empty ring, an id twice, an id that is no id, and one key under two ids', async () => {
    const key = newKey('a');
    await assert.rejects(createVault([]), TypeError);
    await assert.rejects(createVault([key, newKey('a')]), /"a" is there twice/);
    await assert.rejects(createVault([newKey('a b')]), /"a b"/);
    await assert.rejects(createVault([key, { ...key, id: 'b' }]), /"a" and "b" are the same key/);
  });
});
