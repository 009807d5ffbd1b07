import type { ErrorCode } from '../../contract/errors.js';

export interface Words {
  readonly title: string;
  readonly text: string;
}

/** Every word of the pages that this server shows by itself. */
export interface PageMessages {
  /** BCP 47, for the `lang` attribute. */
  readonly language: string;
  readonly leaving: { title(bank: string): string; readonly text: string; link(bank: string): string };
  readonly paying: { title(amount: string): string; text(payee: string, account: string, reference: string): string };
  readonly donePopup: Words;
  readonly doneTab: { readonly title: string; readonly text: string; link(merchant: string): string };
  readonly frame: { readonly title: string; readonly noScript: string };
  readonly problems: Readonly<Record<PageProblem, Words>>;
  reference(traceId: string): string;
}

/** What can go wrong on a page, as the shopper needs to know it. */
export type PageProblem =
  'notFound' | 'notFromShop' | 'wrongBrowser' | 'badLink' | 'movedOn' | 'expired' | 'busy' | 'ours';

/** Code → words, for pages. Total, so that a new code does not compile without them. */
export const pageProblems = {
  invalid_request: 'badLink',
  malformed_json: 'badLink',
  unauthorized: 'expired',
  invalid_api_key: 'badLink',
  origin_not_allowed: 'notFromShop',
  not_found: 'notFound',
  method_not_allowed: 'badLink',
  wrong_state: 'movedOn',
  payload_too_large: 'badLink',
  uri_too_long: 'badLink',
  unsupported_media_type: 'badLink',
  too_many_attempts: 'expired',
  rate_limited: 'busy',
  headers_too_large: 'badLink',
  internal: 'ours',
  unavailable: 'busy',
  invalid_callback: 'badLink',
  wrong_browser: 'wrongBrowser',
  bank_not_found: 'movedOn',
  bank_unavailable: 'busy',
  bank_not_supported: 'movedOn',
  provider_unavailable: 'busy',
  provider_rate_limited: 'busy',
  provider_rejected: 'movedOn',
  bad_provider_answer: 'ours',
  provider_misconfigured: 'ours',
  access_denied: 'movedOn',
  declined: 'movedOn',
  authentication_failed: 'movedOn',
  authorisation_expired: 'expired',
  no_suitable_account: 'movedOn',
  unsupported_step: 'movedOn',
  too_many_steps: 'movedOn',
  integrity_failed: 'ours',
  interrupted: 'movedOn',
  session_expired: 'expired',
  payment_rejected: 'movedOn',
  insufficient_funds: 'movedOn',
  payment_mismatch: 'movedOn',
  payment_unknown: 'movedOn',
  reauth_required: 'movedOn',
  connection_revoked: 'movedOn',
  budget_exhausted: 'busy',
  not_supported: 'movedOn',
  registration_refused: 'ours',
} as const satisfies Record<ErrorCode, PageProblem>;

export const english: PageMessages = {
  language: 'en',
  leaving: {
    title: (bank) => `Taking you to ${bank}`,
    text: 'You will sign in on your bank’s own page. Your details stay between you and your bank.',
    link: (bank) => `Continue to ${bank}`,
  },
  paying: {
    title: (amount) => `You pay ${amount}`,
    text: (payee, account, reference) =>
      `To ${payee}, account ${account}, reference ${reference}. You approve it on your bank’s own page; no money moves before.`,
  },
  donePopup: {
    title: 'You are back from your bank',
    text: 'Please close this window. The page you started from carries on by itself.',
  },
  doneTab: {
    title: 'You are back from your bank',
    text: 'We are taking you back to where you started.',
    link: (merchant) => `Return to ${merchant}`,
  },
  frame: {
    title: 'Sign in to your bank',
    noScript: 'This form needs JavaScript. Please switch it on and reload the page.',
  },
  problems: {
    notFound: {
      title: 'This page does not exist',
      text: 'Please go back to the page you started from and try again.',
    },
    notFromShop: {
      title: 'Please start from the shop',
      text: 'For your safety, a bank can only be opened from the shop’s own page. Go back there and try again. If this happens again, tell the shop: its page may hide where you come from.',
    },
    wrongBrowser: {
      title: 'Please go back to where you started',
      text: 'This is not the browser in which you started, so we stopped here. Open the tab or app where you began; it shows where things stand. If you did not start anything, close this page.',
    },
    badLink: {
      title: 'This link does not work',
      text: 'It is incomplete or damaged. Go back to the page you started from and try again.',
    },
    movedOn: {
      title: 'This step is already over',
      text: 'Go back to the page you started from; it shows where things stand.',
    },
    expired: {
      title: 'This took too long',
      text: 'For your safety, the connection to your bank ends after a while. Go back to the page you started from and start again.',
    },
    busy: {
      title: 'Please try again in a moment',
      text: 'We cannot do this right now. Wait a little, then go back to the page you started from and try again.',
    },
    ours: {
      title: 'Something went wrong on our side',
      text: 'Go back to the page you started from; it shows where things stand, and lets you try again.',
    },
  },
  reference: (traceId) => `Reference: ${traceId}`,
};
