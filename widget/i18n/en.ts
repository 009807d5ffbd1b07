import { enFirst } from './en-first.js';
import { merchantWords } from './en-stand-in.js';
import type { Messages } from './messages.js';

/** English, the language that every other one falls back to. */
export const en: Messages = {
  ...enFirst,

  common: {
    ...enFirst.common,
    yourBank: 'your bank',
    yourBankFirst: 'Your bank',
    opensInNewTab: 'opens in a new tab',
  },

  consent: {
    title: 'Share your account data',
    intro: '{merchant} asks to read data from your accounts at {bank}.',
    introRegulated:
      '{merchant} asks to read data from your accounts at {bank}. {tpp}, a regulated account information service, reads it for {merchant}.',
    purpose: 'What it is for',
    reads: 'What is read',
    scopes: {
      accounts: { title: 'Account details', body: 'Name, type and number of each account' },
      balances: { title: 'Balances', body: 'How much money is in each account' },
      transactions: { title: 'Transactions', body: 'Payments in and out, with date, amount and description' },
      standing_orders: { title: 'Standing orders', body: 'Regular payments that you have set up' },
    },
    duration: 'For how long',
    durationBody: 'Until {date}. After that, access ends by itself.',
    never: 'What is not possible',
    neverPay: 'No payment can be made and nothing in your account can be changed.',
    neverPassword: '{merchant} never sees your password or your codes.',
    withdraw: 'You can withdraw your consent at any time, at {merchant} or at {bank}.',
    terms: 'Terms',
    privacy: 'Privacy',
    accept: 'Accept',
    decline: 'Decline',
  },

  payment: {
    title: 'You pay {amount}',
    intro: '{merchant} asks to start this payment from your account at {bank}.',
    introRegulated:
      '{merchant} asks to start this payment from your account at {bank}. {tpp}, a regulated payment service, starts it for {merchant}.',
    what: 'What you pay',
    to: 'To {payee}',
    account: 'Account {account}',
    reference: 'Reference: {reference}',
    limits: 'What is not possible',
    once: 'Only this payment, and only once. Your accounts cannot be read.',
    approve: 'No money moves before you approve the payment at {bank}.',
    accept: 'Pay {amount}',
    acceptedTitle: 'Your bank has taken the payment',
    acceptedBody: '{bank} now carries out the payment of {amount} to {payee}.',
    completedTitle: 'You have paid',
    completedBody: '{bank} has carried out the payment of {amount} to {payee}.',
  },

  handover: {
    title: 'Continue at {bank}',
    tab: 'You leave this page for a moment. {bank} asks you to log in on its own page.',
    popup: '{bank} opens in a new window and asks you to log in on its own page.',
    stepLogin: 'Log in to {bank} as usual',
    stepApprove: 'Check the request and approve it',
    stepReturn: 'You come back to {merchant}',
    continue: 'Continue to {bank}',
    waitingTitle: 'Waiting for {bank}',
    waiting: 'Finish in the window of {bank}. This page goes on by itself.',
    waitingTab: 'You have not finished at {bank} yet.',
    openAgain: 'Open {bank} again',
    continueAgain: 'Go back to {bank}',
    inThisTab: 'Continue in this tab instead',
    blockedTitle: 'Your browser blocked the window',
    blocked: 'Allow windows for this page, or continue in this tab.',
    until: 'You have time until {time}.',
  },

  decoupled: {
    title: 'Approve in your {bank} app',
    body: 'Open the app on your phone and approve the request. This page goes on by itself.',
    bodyThenConfirm: 'Open the app on your phone and approve the request. Then come back here.',
    bankSays: 'Message from {bank}',
    timeLeft: '{time} left',
    lastMinute: 'One minute left.',
    outOfTime: 'Time is up',
    confirm: 'I have approved',
    waiting: 'Waiting for your approval',
    paused: 'Paused until you are back online and on this page.',
    minutes: { one: 'About {count} minute left.', other: 'About {count} minutes left.' },
  },

  accounts: {
    titleOne: 'Choose your account',
    titleMany: 'Choose your accounts',
    intro: '{merchant} sees only what you choose here.',
    types: {
      current: 'Current account',
      savings: 'Savings account',
      card: 'Card account',
      loan: 'Loan',
      other: 'Account',
    },
    balance: 'Balance',
    count: { one: '{count} of {total} selected', other: '{count} of {total} selected' },
    selectAll: 'Select all',
    selectNone: 'Clear selection',
    continue: 'Continue',
    missing: 'Please choose an account.',
  },

  success: {
    title: 'Your bank is connected',
    body: '{merchant} can now read the accounts that you agreed to share.',
    accounts: 'Connected accounts',
    count: { one: '{count} account at {bank}', other: '{count} accounts at {bank}' },
    noAccounts: 'Connected to {bank}',
    manage: 'You can withdraw your consent at any time, at {merchant} or at {bank}.',
  },

  form: {
    ...enFirst.form,
    unused: 'The form was reset and does not use this account any more.',
    use: 'Use it again',
  },

  autofill: {
    title: 'Fill in the form?',
    body: '{merchant} gets these details of {account}:',
    fields: {
      holder: 'Account holder',
      iban: 'IBAN',
      sortCode: 'Sort code',
      accountNumber: 'Account number',
      bic: 'BIC',
    },
    replaces: 'replaces what is there now',
    agree: 'Fill in',
    decline: 'No, thanks',
    failed: 'That did not work. Please try again.',
    filled: 'Filled in: {fields}',
    unknown: 'Not known to your bank: {fields}',
    undo: 'Undo',
  },

  notice: {
    cancelled: { title: 'You cancelled', body: 'Your bank is not connected and nothing was shared.' },
  },

  problem: {
    ours: { title: 'Something went wrong', body: 'The mistake is on our side. Please try again.' },
    busy: { title: 'One moment, please', body: 'Many people are connecting. Please try again in a moment.' },
    merchant: merchantWords,
    moved: { title: 'Let’s pick up where you were', body: 'This page is out of date.' },
    locked: {
      title: 'Too many attempts',
      body: 'To protect your account we stopped here. You can start again.',
    },
    expired: {
      title: 'Your time ran out',
      body: 'To protect your data we stopped here. You can start again.',
    },
    offline: { title: 'You are offline', body: 'We go on as soon as you are back online.' },
    network: {
      title: 'The connection was interrupted',
      body: 'We could not reach the service. Check your internet connection and try again.',
    },
    frame: { title: 'The secure form did not load', body: 'Please try again, or reload the page.' },
    bankDown: {
      title: '{bank} does not answer',
      body: 'Please try again in a moment, or choose another bank.',
    },
    bankUnsupported: {
      title: 'This does not work with {bank} yet',
      body: 'Please choose another bank. {nothing}',
    },
    bankMissing: { title: 'This bank is no longer in the list', body: 'Please choose your bank again.' },
    bankAnswer: {
      title: '{bank} answered unexpectedly',
      body: 'To be safe we stopped. Please try again.',
    },
    noAccount: {
      title: 'No suitable account at {bank}',
      body: 'None of your accounts there is of the kind that is needed. {nothing}',
    },
    cancelledAtBank: {
      title: 'You stopped at {bank}',
      body: '{nothing} You can try again.',
    },
    declined: { title: 'You declined the request', body: '{nothing} You can try again.' },
    notAccepted: {
      title: '{bank} did not accept this',
      body: 'Perhaps a typing mistake or an old code. Please try again.',
    },
    outOfTime: { title: 'Your time at {bank} ran out', body: '{nothing} Please try again.' },
    otherBrowser: {
      title: 'You came back in another browser',
      body: 'You must finish in the browser where you started. Please try again.',
    },
    unsafe: {
      title: 'We stopped to protect you',
      body: 'The answer did not match what you started. Please contact the shop.',
    },
    interrupted: {
      title: 'This attempt was interrupted',
      body: 'It could not be finished. Please try again.',
    },
    notPaid: { title: '{bank} did not make the payment', body: 'Nothing was paid. You can try again.' },
    noFunds: {
      title: 'There is not enough money in this account',
      body: 'Nothing was paid. Try again with another account or another bank.',
    },
    wrongPayment: {
      title: 'We stopped to protect you',
      body: 'Your bank reported another payment than the one you agreed to. Please contact the shop, and do not pay again.',
    },
    paymentOpen: {
      title: 'We do not know yet whether you have paid',
      body: 'Please do not pay again. We keep asking your bank and tell the shop as soon as we know.',
    },
    reconnect: { title: 'Please connect again', body: 'Your earlier consent has ended.' },
    reference: 'Reference',
    nothingShared: 'Nothing was shared.',
    nothingPaid: 'Nothing was paid.',
    actions: {
      fix_request: 'Try again',
      retry: 'Try again',
      choose_bank: 'Choose another bank',
      wait: 'Try again',
      refresh: 'Continue',
      new_session: 'Start again',
      contact_merchant: 'Back to the shop',
    },
  },
};
