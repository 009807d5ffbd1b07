import type { Locator } from 'playwright-core';
import type { Demo } from '../../demo/demo.js';
import type { ErrorCode } from '../../server/contract/errors.js';
import { en } from '../../widget/i18n/en.js';
import { actAtBank, decideOnPhone, type PageAct } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import type { Shopper } from './shopper.js';

/** One thing that a shopper does. */
export type Move =
  /** Goes to the bank and acts there, page by page. */
  | { readonly do: 'leave'; readonly acts: readonly PageAct[] }
  /** Fields by their label. */
  | { readonly do: 'answer'; readonly values: Readonly<Record<string, string>> }
  /** One of the buttons that the bank offers instead of fields. */
  | { readonly do: 'press'; readonly button: string }
  | { readonly do: 'phone'; readonly decide: 'Approve' | 'Decline' };

export interface Journey {
  readonly bank: string;
  readonly moves: readonly Move[];
  /** `completed`, or the code of the failed attempt. */
  readonly ends: 'completed' | ErrorCode;
}

const at = (...presses: readonly string[]): Move => ({ do: 'leave', acts: presses.map((press) => ({ press })) });
const onPhone = (decide: 'Approve' | 'Decline'): Move => ({ do: 'phone', decide });
const fields = (values: Readonly<Record<string, string>>): Move => ({ do: 'answer', values });

const approve = at('Approve');
const user = fields({ Username: 'user' });
const userAndPin = fields({ Username: 'user', PIN: '1234' });
const otp = fields({ 'One-time passcode': '123456' });
const wrongOtp = fields({ 'One-time passcode': '000000' });
const iban = fields({ IBAN: 'DE89 3704 0044 0532 0130 00', 'Currency of the account': 'EUR' });
const hostedFields: Move = {
  do: 'leave',
  acts: [
    { fill: { Username: 'user', PIN: '1234' }, press: 'Continue' },
    { fill: { 'One-time passcode': '123456' }, press: 'Continue' },
  ],
};

/** Every test bank to its documented end, and what else can become of it. */
export const journeys: readonly Journey[] = [
  { bank: 'Test Bank Redirect', moves: [approve], ends: 'completed' },
  { bank: 'Test Bank Redirect', moves: [at('Decline')], ends: 'access_denied' },
  { bank: 'Test Bank Redirect', moves: [at('The bank is unavailable')], ends: 'bank_unavailable' },
  // One visit for the shopper: the bank's first page leads to the second.
  { bank: 'Test Bank Redirect Twice', moves: [at('Approve', 'Approve')], ends: 'completed' },
  { bank: 'Test Bank Redirect then OTP', moves: [approve, otp], ends: 'completed' },
  { bank: 'Test Bank Redirect then App Approval', moves: [approve, onPhone('Approve')], ends: 'completed' },
  { bank: 'Test Bank Username then Redirect', moves: [user, approve], ends: 'completed' },
  { bank: 'Test Bank IBAN and Currency First', moves: [iban, approve], ends: 'completed' },
  { bank: 'Test Bank Hosted Page', moves: [at('Accept', 'Approve')], ends: 'completed' },
  { bank: 'Test Bank Hosted Page', moves: [at('Cancel')], ends: 'access_denied' },
  { bank: 'Test Bank Hosted Page', moves: [at('Accept', 'Decline')], ends: 'bank_unavailable' },
  { bank: 'Test Bank Password on Hosted Page', moves: [hostedFields], ends: 'completed' },
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
    moves: [userAndPin, fields({ 'How do you want to confirm?': 'Phone call' }), wrongOtp, otp],
    ends: 'completed',
  },
  { bank: 'Test Bank Wrong OTP is an Error', moves: [user, otp], ends: 'completed' },
  { bank: 'Test Bank Wrong OTP is an Error', moves: [user, wrongOtp], ends: 'authentication_failed' },
  { bank: 'Test Bank Confirmation', moves: [{ do: 'press', button: 'Confirm' }], ends: 'completed' },
  { bank: 'Test Bank Confirmation', moves: [{ do: 'press', button: 'Decline' }], ends: 'declined' },
  { bank: 'Test Bank photoTAN Picture', moves: [user, fields({ photoTAN: '654321' })], ends: 'completed' },
  { bank: 'Test Bank chipTAN Flicker Code', moves: [user, fields({ chipTAN: '654321' })], ends: 'completed' },

  { bank: 'Test Bank App Approval', moves: [user, onPhone('Approve')], ends: 'completed' },
  { bank: 'Test Bank App Approval', moves: [user, onPhone('Decline')], ends: 'declined' },
  { bank: 'Test Bank App Approval Twice', moves: [user, onPhone('Approve'), onPhone('Approve')], ends: 'completed' },

  { bank: 'Test Bank Errors', moves: [at('The bank is unavailable')], ends: 'bank_unavailable' },
  { bank: 'Test Bank Errors', moves: [at('The bank takes too long (error 4)')], ends: 'bank_unavailable' },
  { bank: 'Test Bank Errors', moves: [at('The bank does not support this (error 12)')], ends: 'bank_not_supported' },
  { bank: 'Test Bank Errors', moves: [at('The bank has an internal error (error 13)')], ends: 'bank_unavailable' },

  { bank: 'Test Bank Error 403', moves: [], ends: 'provider_rejected' },
  { bank: 'Test Bank Error 429', moves: [], ends: 'provider_rate_limited' },
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
  { bank: 'Test Bank Unknown Field Type', moves: [user], ends: 'unsupported_step' },
  { bank: 'Test Bank Unknown Status', moves: [user], ends: 'completed' },
];

export interface JourneyOptions {
  readonly demo: Demo;
  readonly mode: 'popup' | 'tab';
  /** Called at every step, when it is on the screen and before anything is done there. */
  readonly atStep?: () => Promise<void>;
  /** Called right after everything that the shopper does, while its answer is on the way. */
  readonly afterAct?: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/** Chooses the bank, accepts, and makes every move. */
export async function travel(shopper: Shopper, { bank, moves }: Journey, options: JourneyOptions): Promise<void> {
  const { atStep = nothing, afterAct = nothing } = options;
  const { widget } = shopper;
  await widget.chooseBank(bank);
  await widget.sees(en.consent.title);
  await atStep();
  await widget.acceptConsent();
  for (const move of moves) {
    await stepOf(shopper, bank, move).waitFor();
    await atStep();
    await make(shopper, bank, move, options);
    await afterAct();
  }
}

/** What shows that a move can be made. */
function stepOf({ widget }: Shopper, bank: string, move: Move): Locator {
  switch (move.do) {
    case 'leave':
      return widget.button(words(en.handover.continue, { bank }));
    case 'answer':
      return widget.field(Object.keys(move.values)[0] ?? '');
    case 'press':
      return widget.fields.getByRole('button', { name: move.button, exact: true });
    case 'phone':
      return widget.heading(words(en.decoupled.title, { bank }));
  }
}

async function make(shopper: Shopper, bank: string, move: Move, { demo, mode }: JourneyOptions): Promise<void> {
  const { widget, context } = shopper;
  switch (move.do) {
    case 'leave':
      return actAtBank(mode === 'popup' ? await widget.leaveInPopup(bank) : await widget.leaveInTab(bank), move.acts);
    case 'answer':
      return widget.answer(move.values);
    case 'press':
      return stepOf(shopper, bank, move).click();
    case 'phone':
      await decideOnPhone(context, demo.sandbox, bank, move.decide);
      return widget.press(en.decoupled.confirm);
  }
}
