import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredRegistration } from '../../../server/registration/stored-registration.js';
import { onEachEngine } from '../../support/engines.js';
import { aRegistration } from './fixtures.js';

onEachEngine('the registrations', (engine) => {
  const pending = (version: number): StoredRegistration =>
    aRegistration({ version, state: { status: 'pending', since: 1_000, message: 'By e-mail.' } });

  it('keep one registration of an id, the first', async () => {
    const { registrations } = await engine.open();
    const inserted = await Promise.all([registrations.insert(pending(1)), registrations.insert(pending(1))]);
    assert.deepEqual(inserted.sort(), [false, true]);
    assert.equal(await registrations.insert(aRegistration({ id: 'other-bank' })), true);
    assert.deepEqual(await registrations.find('some-bank'), pending(1));
    assert.equal(await registrations.find('no-bank'), undefined);
  });

  it('replace the version that was read, once', async () => {
    const { registrations } = await engine.open();
    await registrations.insert(pending(1));
    const next = aRegistration({ version: 2 });
    const written = await Promise.all([registrations.replace(next), registrations.replace(next)]);
    assert.deepEqual(written.sort(), [false, true]);
    assert.deepEqual(await registrations.find('some-bank'), next);
  });

  it('erase the version that was read and no later one', async () => {
    const { registrations } = await engine.open();
    await registrations.insert(pending(1));
    await registrations.replace(aRegistration({ version: 2 }));
    assert.equal(await registrations.delete('some-bank', 1), false);
    assert.equal(await registrations.delete('some-bank', 2), true);
    assert.equal(await registrations.find('some-bank'), undefined);
  });
});
