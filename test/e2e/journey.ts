import type { Page } from 'playwright-core';
import type { Demo } from '../../demo/demo.js';
import type { ErrorCode } from '../../server/contract/errors.js';
import { en } from '../../widget/i18n/en.js';
import { type BankDecision, decideAtBank, decideOnPhone } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import type { Shopper } from './shopper.js';

/** One thing that a shopper does. */
export type Move =
  | { readonly do: 'leave'; readonly decide: BankDecision }
  /** Fields by their label. */
  | { readonly do: 'answer'; readonly values: Readonly<Record<string, string>> }
  | { readonly do: 'phone'; readonly decide: 'Approve' | 'Decline' };

export interface Journey {
  readonly bank: string;
  readonly moves: readonly Move[];
  /** `completed`, or the code of the failed attempt. */
  readonly ends: 'completed' | ErrorCode;
}

const at = (decide: BankDecision): Move => ({ do: 'leave', decide });
const onPhone = (decide: 'Approve' | 'Decline'): Move => ({ do: 'phone', decide });
const fields = (values: Readonly<Record<string, string>>): Move => ({ do: 'answer', values });

const approve = at('Approve');
const user = fields({ Username: 'user' });
const userAndPin = fields({ Username: 'user', PIN: '1234' });
const otp = fields({ 'One-time passcode': '123456' });

/** Every test bank to its documented end, and what else can become of it. */
export const journeys: readonly Journey[] = [
  { bank: 'Test Bank Redirect', moves: [approve], ends: 'completed' },
  { bank: 'Test Bank Redirect', moves: [at('Decline')], ends: 'access_denied' },
  { bank: 'Test Bank Redirect Twice', moves: [approve, approve], ends: 'completed' },
  { bank: 'Test Bank Redirect then OTP', moves: [approve, otp], ends: 'completed' },
  { bank: 'Test Bank Redirect then App Approval', moves: [approve, onPhone('Approve')], ends: 'completed' },
  { bank: 'Test Bank Username then Redirect', moves: [user, approve], ends: 'completed' },
  { bank: 'Test Bank Hosted Page', moves: [approve], ends: 'completed' },
  { bank: 'Test Bank Direct Callback', moves: [approve], ends: 'completed' },
  { bank: 'Test Bank Direct Callback then OTP', moves: [approve, otp], ends: 'completed' },

  { bank: 'Test Bank Password', moves: [userAndPin], ends: 'completed' },
  { bank: 'Test Bank Password', moves: [fields({ Username: 'user', PIN: '9999' })], ends: 'authentication_failed' },
  {
    bank: 'Test Bank Password and OTP',
    moves: [userAndPin, fields({ 'How do you want to confirm?': 'SMS' }), otp],
    ends: 'completed',
  },
  {
    bank: 'Test Bank Password and OTP',
    moves: [
      userAndPin,
      fields({ 'How do you want to confirm?': 'Phone call' }),
      fields({ 'One-time passcode': '000000' }),
      otp,
    ],
    ends: 'completed',
  },
  { bank: 'Test Bank photoTAN Picture', moves: [user, fields({ photoTAN: '654321' })], ends: 'completed' },
  { bank: 'Test Bank chipTAN Flicker Code', moves: [user, fields({ chipTAN: '654321' })], ends: 'completed' },

  { bank: 'Test Bank App Approval', moves: [user, onPhone('Approve')], ends: 'completed' },
  { bank: 'Test Bank App Approval', moves: [user, onPhone('Decline')], ends: 'declined' },
  { bank: 'Test Bank App Approval Twice', moves: [user, onPhone('Approve'), onPhone('Approve')], ends: 'completed' },

  { bank: 'Test Bank Errors', moves: [at('The bank is unavailable')], ends: 'bank_unavailable' },
  { bank: 'Test Bank Errors', moves: [at('The bank takes too long (error 4)')], ends: 'bank_unavailable' },
  { bank: 'Test Bank Errors', moves: [at('The bank does not support this (error 12)')], ends: 'bank_not_supported' },
  { bank: 'Test Bank Errors', moves: [at('The bank has an internal error (error 13)')], ends: 'provider_rejected' },

  { bank: 'Test Bank Error 403', moves: [], ends: 'provider_rejected' },
  { bank: 'Test Bank Error 429', moves: [], ends: 'bank_unavailable' },
  { bank: 'Test Bank Error 503', moves: [], ends: 'bank_unavailable' },
  { bank: 'Test Bank Error 504', moves: [], ends: 'bank_unavailable' },
  { bank: 'Test Bank Error as Text', moves: [], ends: 'bank_unavailable' },
  { bank: 'Test Bank Error as JSON', moves: [], ends: 'bank_unavailable' },
  { bank: 'Test Bank Error as JSON with Code', moves: [], ends: 'bank_unavailable' },
  { bank: 'Test Bank Error as Flat JSON', moves: [], ends: 'provider_rejected' },
  { bank: 'Test Bank Authentication Failed', moves: [user], ends: 'authentication_failed' },
  { bank: 'Test Bank Declined by User', moves: [user], ends: 'declined' },
  { bank: 'Test Bank Expired', moves: [approve], ends: 'authorisation_expired' },
  { bank: 'Test Bank Empty Answer', moves: [user], ends: 'completed' },
  { bank: 'Test Bank Unknown Field Type', moves: [user, fields({ 'Code word': 'x' })], ends: 'completed' },
  { bank: 'Test Bank Unknown Status', moves: [user], ends: 'completed' },
];

export interface JourneyOptions {
  readonly demo: Demo;
  readonly mode: 'popup' | 'tab';
  /** Called before the first move, between any two, and after the last. */
  readonly between?: () => Promise<void>;
}

/** Chooses the bank, accepts, and makes every move. */
export async function travel(shopper: Shopper, { bank, moves }: Journey, options: JourneyOptions): Promise<void> {
  const { widget } = shopper;
  const between = options.between ?? (() => Promise.resolve());
  await widget.chooseBank(bank);
  await between();
  await widget.acceptConsent();
  for (const move of moves) {
    await between();
    await make(shopper, bank, move, options);
  }
  await between();
}

async function make(shopper: Shopper, bank: string, move: Move, { demo, mode }: JourneyOptions): Promise<void> {
  const { widget, context } = shopper;
  switch (move.do) {
    case 'leave': {
      const page: Page = mode === 'popup' ? await widget.leaveInPopup(bank) : await widget.leaveInTab(bank);
      await decideAtBank(page, move.decide);
      return;
    }
    case 'answer':
      return widget.answer(move.values);
    case 'phone':
      await widget.sees(words(en.decoupled.title, { bank }));
      return decideOnPhone(context, demo.sandbox, bank, move.decide);
  }
}
