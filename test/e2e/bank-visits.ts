import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Demo } from '../../demo/demo.js';
import type { ErrorCode } from '../../server/contract/errors.js';
import { en } from '../../widget/i18n/en.js';
import { result } from './companion-api.js';
import { actAtBank, type PageAct } from './pages/sandbox-pages.js';
import { phone, sessionIdOf, type Shopper, type Stage, useDemo } from './shopper.js';

export type Mode = 'popup' | 'tab';

/** What can go wrong at every bank; the second try connects. */
export const failures = ['access_denied', 'authorisation_expired', 'bank_unavailable'] as const;
type Failure = (typeof failures)[number];

/** A bank that is visited in a browser, behind any of the providers. */
export interface VisitedBank {
  readonly name: string;
  readonly country: string;
  readonly approve: readonly PageAct[];
  /** What else can become of a visit. */
  readonly failures: readonly (readonly [acts: readonly PageAct[], code: Failure])[];
  /** Some of the accounts that the shopper has there. */
  readonly accounts: readonly string[];
  /** Makes its simulator as it was. */
  readonly reset: (demo: Demo) => void;
}

const press = (...names: readonly string[]): readonly PageAct[] => names.map((name) => ({ press: name }));

export const moneyhubMock: VisitedBank = {
  name: 'Moneyhub Open Banking Mock',
  country: 'GB',
  approve: press('Approve'),
  failures: [
    [press('Decline'), 'access_denied'],
    [press('Approve, but the code comes too late'), 'authorisation_expired'],
    [press('The bank is unavailable'), 'bank_unavailable'],
  ],
  accounts: ['Current Account', 'Rainy Day'],
  reset: ({ moneyhub }) => moneyhub.control.reset(),
};

const resetOAuthBanks = ({ danube, harbour }: Demo): void => {
  for (const { control } of [danube, harbour]) {
    control.reset();
    control.consents.forget();
  }
};

export const testBankDanube: VisitedBank = {
  ...moneyhubMock,
  name: 'Test Bank Danube',
  country: 'SK',
  accounts: ['Everyday account', 'New account'],
  reset: resetOAuthBanks,
};

const testBankHarbour: VisitedBank = { ...testBankDanube, name: 'Test Bank Harbour', country: 'GB', failures: [] };

export const pockit: VisitedBank = {
  name: 'Pockit',
  country: 'GB',
  approve: press('Confirm', 'Accept'),
  failures: [
    [press('Confirm', 'Decline'), 'access_denied'],
    [press('Confirm', 'Accept, but the code comes too late'), 'authorisation_expired'],
  ],
  accounts: ['Pockit account', 'Holiday card'],
  reset: ({ tellConnect }) => tellConnect.control.reset(),
};

/** The demo, and what a shopper does to connect a bank in it. */
export interface VisitStage extends Stage {
  /** Chooses the bank and accepts the consent. */
  readonly choose: (visitor: Shopper, bank: Pick<VisitedBank, 'name' | 'country'>) => Promise<void>;
  /** Leaves for the bank and acts there. */
  readonly visit: (
    visitor: Shopper,
    bank: Pick<VisitedBank, 'name'>,
    acts: readonly PageAct[],
    mode?: Mode,
  ) => Promise<void>;
  /** Presses "Try again" and connects. */
  readonly tryAgain: (visitor: Shopper, bank: VisitedBank, mode?: Mode) => Promise<void>;
  /** Connects; the path of the connection for the merchant's backend. */
  readonly connect: (visitor: Shopper, bank: VisitedBank) => Promise<string>;
  /** The shopper sees a problem, and the merchant's backend reads this code. */
  readonly assertFailed: (visitor: Shopper, code: ErrorCode) => Promise<void>;
  /** The backend read the accounts of the connected bank. */
  readonly assertVerified: (visitor: Shopper, bank: Pick<VisitedBank, 'name' | 'accounts'>) => Promise<void>;
}

export function useVisits(): VisitStage {
  const stage = useDemo();
  const visit: VisitStage['visit'] = async ({ widget }, { name }, acts, mode = 'popup') =>
    actAtBank(mode === 'popup' ? await widget.leaveInPopup(name) : await widget.leaveInTab(name), acts);
  const choose: VisitStage['choose'] = async ({ widget }, { name, country }) => {
    await widget.chooseBank(name, country);
    await widget.acceptConsent();
  };
  return {
    ...stage,
    visit,
    choose,
    async connect(visitor, bank) {
      await choose(visitor, bank);
      await visit(visitor, bank, bank.approve);
      await visitor.widget.sees(en.success.title);
      const { connectionId } = await result(stage.demo(), await sessionIdOf(visitor));
      assert.ok(connectionId);
      return `/v1/connections/${connectionId}`;
    },
    async tryAgain(visitor, bank, mode) {
      await visitor.widget.press(en.problem.actions.retry);
      await visitor.widget.acceptConsent();
      await visit(visitor, bank, bank.approve, mode);
      await visitor.widget.sees(en.success.title);
    },
    async assertFailed(visitor, code) {
      await visitor.widget.root.getByText(en.problem.reference).waitFor();
      const { status, problem } = await result(stage.demo(), await sessionIdOf(visitor));
      assert.deepEqual([status, problem?.code], ['attempt_failed', code]);
    },
    async assertVerified({ widget, page, complaints }, { name, accounts }) {
      await widget.sees(en.success.title);
      await page.getByRole('link', { name: 'Complete the order' }).click();
      await page.getByRole('heading', { name: `Verified at ${name}` }).waitFor();
      for (const account of accounts) await page.getByText(account).waitFor();
      assert.deepEqual(complaints, []);
    },
  };
}

/** Visits each bank, once for each of these ends that it knows. */
export function visitAll(mode: Mode, ends: readonly ('completed' | Failure)[]): void {
  for (const bank of [moneyhubMock, testBankDanube, testBankHarbour, pockit]) {
    describe(`${bank.name} (${mode})`, () => {
      const { demo, shopper, choose, visit, tryAgain, assertFailed, assertVerified } = useVisits();
      const open = () => shopper('/checkout', mode === 'tab' ? phone : {});
      afterEach(() => bank.reset(demo()));

      const connects = async (): Promise<void> => {
        const visitor = await open();
        await choose(visitor, bank);
        await visit(visitor, bank, bank.approve, mode);
        await assertVerified(visitor, bank);
        await visitor.context.close();
      };
      if (ends.includes('completed')) it('connects and shows the accounts', connects);

      for (const [acts, code] of bank.failures.filter(([, end]) => ends.includes(end))) {
        it(`says ${code} after "${acts.at(-1)?.press ?? ''}", and connects on the second try`, async () => {
          const visitor = await open();
          await choose(visitor, bank);
          await visit(visitor, bank, acts, mode);
          await assertFailed(visitor, code);
          await tryAgain(visitor, bank, mode);
          await visitor.context.close();
        });
      }
    });
  }
}
