import type { BrowserContext, Page } from 'playwright-core';

/** What a shopper does on one page of a bank or of Token.io: fills fields by their labels and presses a button. */
export interface PageAct {
  readonly fill?: Readonly<Record<string, string>>;
  readonly press: string;
}

/**
 * Acts on page after page. The button is pressed with the keyboard: these pages are long, and where they scroll on an
 * emulated phone, the place of a tap is not reliable.
 */
export async function actAtBank(page: Page, acts: readonly PageAct[]): Promise<void> {
  for (const { fill = {}, press } of acts) {
    const button = page.getByRole('button', { name: press, exact: true });
    await button.waitFor();
    for (const [label, value] of Object.entries(fill)) await page.getByLabel(label, { exact: true }).fill(value);
    await button.press('Enter');
  }
}

/** Answers the approval that waits on the shopper's phone. */
export async function decideOnPhone(
  context: BrowserContext,
  sandbox: string,
  bank: string,
  decision: 'Approve' | 'Decline',
): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${sandbox}/phone`);
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: bank, exact: true }) });
  // A page that is closed while it goes somewhere may never be closed.
  const answered = page.waitForEvent('load');
  await card.getByRole('button', { name: decision, exact: true }).first().click();
  await answered;
  await page.close();
}
