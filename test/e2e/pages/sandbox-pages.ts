import type { BrowserContext, Page } from 'playwright-core';

/** The buttons of a test bank's own page. */
export type BankDecision =
  | 'Approve'
  | 'Decline'
  | 'The bank is unavailable'
  | 'The bank takes too long (error 4)'
  | 'The bank does not support this (error 12)'
  | 'The bank has an internal error (error 13)'
  | 'Just close (never return)';

/** Signs in at the bank's page (the sandbox fills the form) and takes a decision. */
export async function decideAtBank(page: Page, decision: BankDecision): Promise<void> {
  await page.getByRole('heading', { name: 'Allow access to your accounts?' }).waitFor();
  await page.getByRole('button', { name: decision, exact: true }).click();
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
  await card.getByRole('button', { name: decision, exact: true }).first().click();
  await page.close();
}
