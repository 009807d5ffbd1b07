import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { fill } from '../../widget/i18n/format.js';
import { actAtBank, type PageAct } from './pages/sandbox-pages.js';
import { phone, useDemo, type Shopper } from './shopper.js';

const bank = 'Pockit';
const amount = '€307.00';
const accept: readonly PageAct[] = [{ press: 'Confirm' }, { press: 'Accept' }];
const decline: readonly PageAct[] = [{ press: 'Confirm' }, { press: 'Decline' }];
const late: readonly PageAct[] = [{ press: 'Confirm' }, { press: 'Accept, but the code comes too late' }];

describe('paying by bank in the shop', () => {
  const { demo, shopper } = useDemo();
  const control = () => demo().tellConnect.control;
  const paid = () => control().payments.list().length;
  afterEach(() => control().reset());

  async function agree({ widget, page }: Shopper): Promise<void> {
    await widget.sees(fill(en.payment.title, { amount }));
    await page.getByText('To Larch & Lumen').waitFor();
    await page.getByText('DE89 3704 0044 0532 0130 00').waitFor();
    await widget.press(fill(en.payment.accept, { amount }));
  }
  async function visit({ widget }: Shopper, mode: 'popup' | 'tab', acts: readonly PageAct[]): Promise<void> {
    await actAtBank(mode === 'popup' ? await widget.leaveInPopup(bank) : await widget.leaveInTab(bank), acts);
  }
  const status = async ({ page }: Shopper): Promise<string | null> => {
    await page.goto(new URL('/paid', page.url()).href);
    return page.locator('[data-status]').getAttribute('data-status');
  };

  for (const mode of ['popup', 'tab'] as const) {
    const open = () => shopper('/pay', mode === 'tab' ? phone : {});

    it(`pays the order once, and the backend knows (${mode})`, async () => {
      const before = paid();
      const visitor = await open();
      await visitor.widget.chooseBank(bank, 'GB');
      await agree(visitor);
      await visit(visitor, mode, accept);
      await visitor.widget.sees(en.payment.acceptedTitle);
      assert.equal(paid(), before + 1);
      const entry = control().payments.list().at(-1);
      assert.deepEqual(
        [entry?.amount, entry?.currency, entry?.creditorIdentification],
        ['307.00', 'EUR', 'DE89370400440532013000'],
      );
      await visitor.page.getByRole('link', { name: 'Complete the order' }).click();
      await visitor.page.getByRole('heading', { name: /^Thank you/ }).waitFor();
      assert.deepEqual(visitor.complaints, []);
      await visitor.context.close();
    });
  }

  for (const [name, acts] of [
    ['the shopper declines', decline],
    ['the code comes too late', late],
  ] as const) {
    it(`nothing is paid when ${name}, and the next try pays`, async () => {
      const before = paid();
      const visitor = await shopper('/pay');
      await visitor.widget.chooseBank(bank, 'GB');
      await agree(visitor);
      await visit(visitor, 'popup', acts);
      await visitor.widget.root.getByText(en.problem.reference).waitFor();
      assert.equal(paid(), before);
      await visitor.widget.press(en.problem.actions.retry);
      await agree(visitor);
      await visit(visitor, 'popup', accept);
      await visitor.widget.sees(en.payment.acceptedTitle);
      assert.equal(paid(), before + 1);
      await visitor.context.close();
    });
  }

  it('asks the bank when the answer to the payment is lost, and does not pay twice', async () => {
    const before = paid();
    control().faults.add({ method: 'POST', path: '/v1/payment', drop: 'after' });
    const visitor = await shopper('/pay');
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visit(visitor, 'popup', accept);
    await visitor.widget.sees(en.payment.acceptedTitle);
    assert.equal(paid(), before + 1);
    await visitor.context.close();
  });

  it('shows the finished payment after the back button, and pays nothing more', async () => {
    const before = paid();
    const visitor = await shopper('/pay');
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visit(visitor, 'popup', accept);
    await visitor.widget.sees(en.payment.acceptedTitle);
    assert.match((await status(visitor)) ?? '', /accepted|completed/);
    await visitor.page.goBack();
    const { widget } = visitor;
    await widget.heading(en.payment.acceptedTitle).or(widget.heading(en.payment.completedTitle)).waitFor();
    assert.equal(paid(), before + 1);
    await visitor.context.close();
  });

  it('says what is paid on the page before the bank, without a script', async () => {
    const visitor = await shopper('/pay', { ...phone });
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visitor.widget.leaveInTab(bank);
    await visitor.page.getByRole('heading', { name: `You pay ${amount}` }).waitFor();
    await visitor.page.getByText('To Larch & Lumen, account DE89 3704 0044 0532 0130 00').waitFor();
    await visitor.context.close();
  });
});
