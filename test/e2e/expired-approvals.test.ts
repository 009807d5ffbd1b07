import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { result } from './companion-api.js';
import { words } from './pages/widget.js';
import { sessionIdOf, type Shopper, useOwnDemo } from './shopper.js';

const bank = 'Test Bank App Approval';
const total = '€307.00';

describe('an approval in the bank’s app that never comes', () => {
  const { demo, shopper } = useOwnDemo();

  const waitForPhone = async ({ widget }: Shopper): Promise<void> => {
    await widget.answer({ Username: 'user' });
    await widget.sees(words(en.decoupled.title, { bank }));
  };

  it('ends the attempt when the bank gives up, and the shopper can try again', async () => {
    const visitor = await shopper();
    const { widget, context, heard } = visitor;
    await widget.chooseBank(bank);
    await widget.acceptConsent();
    await waitForPhone(visitor);
    demo().tokenIo.control.clock.advance(20 * 60_000);
    await widget.press(en.decoupled.confirm);
    await widget.root.getByText(en.problem.reference).waitFor();
    assert.deepEqual(
      (await heard()).flatMap(({ type, code }) => (type === 'error' ? [code] : [])),
      ['authorisation_expired'],
    );
    await widget.press(en.problem.actions.retry);
    // Every attempt has a consent of its own.
    await widget.acceptConsent();
    await widget.field('Username').waitFor();
    await context.close();
  });

  it('moves no money', async () => {
    const visitor = await shopper('/pay');
    const { widget, context, complaints } = visitor;
    await widget.chooseBank(bank);
    await widget.press(words(en.payment.accept, { amount: total }));
    await waitForPhone(visitor);
    demo().tokenIo.control.clock.advance(40 * 60_000);
    await widget.root.getByText(en.problem.reference).waitFor();
    const { problem } = await result(demo(), await sessionIdOf(visitor));
    assert.equal(problem?.code, 'authorisation_expired');
    assert.deepEqual(demo().tokenIo.control.payments.ledger(), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
