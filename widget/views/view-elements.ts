import { AutofillView } from '../form/autofill-view.js';
import { BankAvatar } from '../ui/bank-avatar.js';
import { BankOptions } from '../ui/bank-options.js';
import { AccountListView } from './account-list-view.js';
import { BankListView } from './bank-list-view.js';
import { ConsentScreenView } from './consent-view.js';
import { DecoupledView } from './decoupled-view.js';
import { HandoverView } from './handover-view.js';
import { NoticeView } from './notice-view.js';
import { ProblemView } from './problem-view.js';
import { ProcessingView } from './processing-view.js';
import { SuccessView } from './success-view.js';

/** The tags of all views except the form of credential fields (credential-elements.ts). */
export const viewElements = [
  ['bank-connect-avatar', BankAvatar],
  ['bank-connect-options', BankOptions],
  ['bank-connect-bank-list', BankListView],
  ['bank-connect-consent', ConsentScreenView],
  ['bank-connect-handover', HandoverView],
  ['bank-connect-decoupled', DecoupledView],
  ['bank-connect-account-list', AccountListView],
  ['bank-connect-processing', ProcessingView],
  ['bank-connect-success', SuccessView],
  ['bank-connect-autofill', AutofillView],
  ['bank-connect-problem', ProblemView],
  ['bank-connect-notice', NoticeView],
] as const satisfies readonly (readonly [string, CustomElementConstructor])[];
