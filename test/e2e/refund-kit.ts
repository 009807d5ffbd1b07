import type { BrowserContextOptions } from 'playwright-core';
import { en } from '../../widget/i18n/en.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { phone, type Shopper, useDemo } from './shopper.js';

const bank = 'Test Bank Redirect';
/** Whose account it is. */
export const holder = 'Zoë Åkesson-Müller';

/** The demo, and what a shopper does in its refund form. */
export function useRefunds() {
  const { shopper } = useDemo();

  const holderInput = ({ page }: Shopper) => page.getByLabel('Account holder', { exact: true });
  const ibanInput = ({ page }: Shopper) => page.getByLabel('IBAN', { exact: true });
  const submit = ({ page }: Shopper) => page.getByRole('button', { name: 'Send my refund' }).click();

  /** A shopper who has to choose between the accounts. */
  async function choosing(options: BrowserContextOptions = phone): Promise<Shopper> {
    const visitor = await shopper('/refund', options);
    const { widget } = visitor;
    await widget.chooseBank(bank);
    await widget.acceptConsent();
    await actAtBank(await widget.leaveInTab(bank), [{ press: 'Approve' }]);
    await widget.sees(en.accounts.titleOne);
    return visitor;
  }

  /** A shopper who chose the savings account. */
  async function connected(): Promise<Shopper> {
    const visitor = await choosing();
    const { widget } = visitor;
    await widget.root.getByRole('radio', { name: /Rainy day savings/ }).check();
    await widget.press(en.accounts.continue);
    await widget.sees(en.success.title);
    return visitor;
  }
  return { shopper, holderInput, ibanInput, submit, choosing, connected };
}
