import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { enCredentials } from '../../widget/i18n/en-credentials.js';
import { en } from '../../widget/i18n/en.js';
import { completing, useFragileDemo } from './crash-kit.js';
import { travel } from './journey.js';
import type { Widget } from './pages/widget.js';
import { phone } from './shopper.js';

/** The session reaches an end or offers the step again; where the server took long to come back, by the button for that. */
async function settles(widget: Widget): Promise<void> {
  const interrupted = widget.heading(en.problem.network.title);
  const end = widget.heading(en.success.title).or(widget.root.getByText(en.problem.reference));
  const again = widget.root.locator('iframe:not([hidden])');
  await interrupted.or(end).or(again).first().waitFor({ timeout: 30_000 });
  if (await interrupted.isVisible()) await widget.press(en.problem.actions.refresh);
  await end.or(again).first().waitFor({ timeout: 30_000 });
}

describe('SIGKILL of the companion server', () => {
  const { demo, shopper, crash } = useFragileDemo();

  it('takes the last answer with it, and the session still reaches an end or offers the step again', async () => {
    const visitor = await shopper('/checkout', phone);
    const { widget } = visitor;
    const journey = completing('Test Bank Redirect then OTP');
    let acts = 0;
    const afterAct = async (): Promise<void> => {
      acts += 1;
      if (acts === journey.moves.length) await crash();
    };
    await travel(visitor, journey, { demo: demo(), mode: 'tab', afterAct });
    await settles(widget);
    await visitor.context.close();
  });

  it('while what was typed is at the bank: the fields come again or the attempt ends with a clear code', async () => {
    const visitor = await shopper();
    const { widget } = visitor;
    // The provider takes the fields, and the server dies before it can write down what came of them.
    demo().tokenIo.control.faults.add({
      method: 'POST',
      path: '/token-requests/*/authorization',
      delayMs: 3_000,
      skip: 1,
    });
    await widget.chooseBank('Test Bank photoTAN Picture');
    await widget.acceptConsent();
    await widget.answer({ Username: 'user' });
    await widget.fields.getByLabel('photoTAN', { exact: true }).fill('654321');
    await widget.fields.getByRole('button', { name: enCredentials.credentials.submit, exact: true }).click();
    await widget.sees(en.processing.title);
    await crash();
    // The bank's answer got lost with the server: the same fields come again, or the attempt is over.
    await widget.heading(en.processing.title).waitFor({ state: 'hidden', timeout: 40_000 });
    await settles(widget);
    const codes = (await visitor.heard()).flatMap(({ type, code }) => (type === 'error' ? [code] : []));
    // A server that takes long to come back is a network that is gone, until the shopper asks again.
    assert.ok(
      codes.every((code) => code === 'interrupted' || code === 'network'),
      codes.join(),
    );
    await visitor.context.close();
  });
});
