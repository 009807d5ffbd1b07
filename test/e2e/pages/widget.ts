import type { FrameLocator, Locator, Page } from 'playwright-core';
import { enCredentials } from '../../../widget/i18n/en-credentials.js';
import { en } from '../../../widget/i18n/en.js';

/** Fills the `{name}` places of a text of the dictionary. */
export const words = (text: string, values: Readonly<Record<string, string>> = {}): string =>
  text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');

/** One `<bank-connect>` as a shopper sees it, found by roles and names. */
export class Widget {
  readonly page: Page;
  readonly root: Locator;

  constructor(page: Page, root: Locator = page.locator('bank-connect').first()) {
    this.page = page;
    this.root = root;
  }

  heading(name: string): Locator {
    return this.root.getByRole('heading', { name, exact: true });
  }

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  /** Waits for the step with this heading. */
  async sees(heading: string): Promise<void> {
    await this.heading(heading).waitFor();
  }

  async press(button: string): Promise<void> {
    await this.button(button).click();
  }

  /** The rows of the bank list. */
  get banks(): Locator {
    return this.root.getByRole('listbox', { name: en.bankList.list }).getByRole('option');
  }

  /** Finds a bank by its whole name in the country's list and takes it. */
  async chooseBank(name: string, country = 'DE'): Promise<void> {
    await this.sees(en.bankList.title);
    const countries = this.root.getByRole('combobox', { name: en.bankList.country });
    await countries.waitFor();
    if ((await countries.inputValue()) !== country) await countries.selectOption(country);
    await this.root.getByRole('searchbox', { name: en.bankList.search }).fill(name);
    // The name of the option also tells the BIC while searching.
    const named = this.page.getByText(name, { exact: true });
    await this.banks.filter({ has: named }).first().click();
  }

  async acceptConsent(): Promise<void> {
    await this.sees(en.consent.title);
    await this.press(en.consent.accept);
  }

  async declineConsent(): Promise<void> {
    await this.sees(en.consent.title);
    await this.press(en.consent.decline);
  }

  /** Leaves for the bank in this tab; afterwards `page` shows the bank. */
  async leaveInTab(bank: string): Promise<Page> {
    await this.press(words(en.handover.continue, { bank }));
    return this.page;
  }

  /** Leaves for the bank in a window of its own. */
  async leaveInPopup(bank: string): Promise<Page> {
    const popup = this.page.waitForEvent('popup');
    await this.press(words(en.handover.continue, { bank }));
    return popup;
  }

  /** The inside of the credential frame. */
  get fields(): FrameLocator {
    return this.root.frameLocator('iframe:not([hidden])');
  }

  /** Fills the fields by their labels and sends them. A radio or an option is taken by its name. */
  async answer(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.#fill(label, value);
    await this.fields.getByRole('button', { name: enCredentials.credentials.submit, exact: true }).click();
  }

  /** A field of the frame by its label; a group of radio buttons by its legend. */
  field(label: string): Locator {
    const group = this.fields.getByRole('radiogroup', { name: label, exact: true });
    return group.or(this.fields.getByLabel(label, { exact: true })).first();
  }

  async #fill(label: string, value: string): Promise<void> {
    const field = this.field(label);
    await field.waitFor();
    const kind = await field.evaluate(({ localName }) => localName);
    if (kind === 'fieldset') await field.getByRole('radio', { name: value, exact: true }).check();
    else if (kind === 'select') await field.selectOption(value);
    else await field.fill(value);
  }
}
