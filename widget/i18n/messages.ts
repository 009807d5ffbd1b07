import type { AccountType, AutofillField } from '../../server/contract/accounts.js';
import type { NextAction } from '../../server/contract/errors.js';
import type { Scope } from '../../server/contract/session.js';

/** A number decides the wording; `other` is always there (CLDR plural categories). */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** A heading and one sentence. */
export interface Words {
  readonly title: string;
  readonly body: string;
}

/** Every group of failures that is told to the shopper in the same words; widget/views/problem-table.ts maps codes to them. */
export type ProblemWords =
  | 'ours'
  | 'busy'
  | 'merchant'
  | 'moved'
  | 'locked'
  | 'expired'
  | 'offline'
  | 'network'
  | 'frame'
  | 'bankDown'
  | 'bankUnsupported'
  | 'bankMissing'
  | 'bankAnswer'
  | 'noAccount'
  | 'cancelledAtBank'
  | 'declined'
  | 'notAccepted'
  | 'outOfTime'
  | 'otherBrowser'
  | 'unsafe'
  | 'interrupted'
  | 'notPaid'
  | 'noFunds'
  | 'wrongPayment'
  | 'paymentOpen'
  | 'reconnect';

/** What every dictionary tells about itself. */
export interface Language {
  /** BCP 47 tag of the words; set as `lang`. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
}

/** The words of the first file: what is shown before the later steps are there. */
export interface FirstMessages extends Language {
  readonly common: {
    readonly chooseAnotherBank: string;
    readonly cancel: string;
    readonly loading: string;
  };

  readonly bankList: {
    readonly title: string;
    readonly search: string;
    readonly searchHint: string;
    readonly clearSearch: string;
    readonly country: string;
    readonly list: string;
    readonly recent: string;
    readonly all: string;
    readonly down: string;
    readonly count: Plural;
    readonly results: Plural;
    readonly noResults: string;
    readonly noResultsHint: string;
    readonly noResultsCountryHint: string;
    readonly empty: string;
  };

  readonly processing: Words & { readonly bodyWithoutBank: string };

  /** The element as a part of a form. */
  readonly form: {
    /** The form's own message where a bank is required. */
    readonly missing: string;
  };

  /** The later steps could not be loaded, or the page's policy forbids them. */
  readonly unloaded: { readonly failed: Words; readonly blocked: Words; readonly again: string };
}

/**
 * Every word of all steps but the form of credential fields, in one language. A dictionary that lacks a key does not compile.
 * `{name}` marks what is filled in; a dictionary uses exactly the placeholders of the English one (a test compares them).
 */
export interface Messages extends FirstMessages {
  readonly common: FirstMessages['common'] & {
    /** Stands for the bank's name where it is not known: inside a sentence, and at its beginning. */
    readonly yourBank: string;
    readonly yourBankFirst: string;
    readonly opensInNewTab: string;
  };

  readonly consent: {
    readonly title: string;
    readonly intro: string;
    readonly introRegulated: string;
    readonly purpose: string;
    readonly reads: string;
    readonly scopes: Readonly<Record<Scope, Words>>;
    readonly duration: string;
    readonly durationBody: string;
    readonly never: string;
    readonly neverPay: string;
    readonly neverPassword: string;
    readonly withdraw: string;
    readonly terms: string;
    readonly privacy: string;
    readonly accept: string;
    readonly decline: string;
  };

  /** The consent to a payment, and what it comes to. */
  readonly payment: {
    readonly title: string;
    readonly intro: string;
    readonly introRegulated: string;
    readonly what: string;
    readonly to: string;
    readonly account: string;
    readonly reference: string;
    readonly limits: string;
    readonly once: string;
    readonly approve: string;
    readonly accept: string;
    readonly acceptedTitle: string;
    readonly acceptedBody: string;
    readonly completedTitle: string;
    readonly completedBody: string;
  };

  readonly handover: {
    readonly title: string;
    readonly tab: string;
    readonly popup: string;
    readonly stepLogin: string;
    readonly stepApprove: string;
    readonly stepReturn: string;
    readonly continue: string;
    readonly waitingTitle: string;
    readonly waiting: string;
    readonly waitingTab: string;
    readonly openAgain: string;
    readonly continueAgain: string;
    readonly inThisTab: string;
    readonly blockedTitle: string;
    readonly blocked: string;
    readonly until: string;
  };

  readonly decoupled: {
    readonly title: string;
    readonly body: string;
    /** Where the shopper has to say that it is done. */
    readonly bodyThenConfirm: string;
    readonly bankSays: string;
    readonly timeLeft: string;
    readonly lastMinute: string;
    readonly outOfTime: string;
    readonly confirm: string;
    readonly waiting: string;
    readonly paused: string;
    readonly minutes: Plural;
  };

  readonly accounts: {
    readonly titleOne: string;
    readonly titleMany: string;
    readonly intro: string;
    readonly types: Readonly<Record<AccountType, string>>;
    /** Before the amount, for those who do not see the layout. */
    readonly balance: string;
    readonly count: Plural;
    readonly selectAll: string;
    readonly selectNone: string;
    readonly continue: string;
    readonly missing: string;
  };

  readonly success: {
    readonly title: string;
    readonly body: string;
    readonly accounts: string;
    readonly count: Plural;
    readonly noAccounts: string;
    readonly manage: string;
  };

  readonly form: FirstMessages['form'] & {
    readonly unused: string;
    readonly use: string;
  };

  readonly autofill: {
    readonly title: string;
    readonly body: string;
    readonly fields: Readonly<Record<AutofillField, string>>;
    readonly replaces: string;
    readonly agree: string;
    readonly decline: string;
    readonly failed: string;
    readonly filled: string;
    readonly unknown: string;
    readonly undo: string;
  };

  readonly notice: { readonly cancelled: Words };

  readonly problem: Readonly<Record<ProblemWords, Words>> & {
    readonly reference: string;
    /** `{nothing}` in the words of a problem: what did not happen, in a session that reads and in one that pays. */
    readonly nothingShared: string;
    readonly nothingPaid: string;
    readonly actions: Readonly<Record<NextAction, string>>;
  };
}
