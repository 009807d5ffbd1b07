import { AutofillView } from '../form/autofill-view.js';
import { AccountListView } from './account-list-view.js';
import { ConsentScreenView } from './consent-view.js';
import { CredentialsView } from './credentials-view.js';
import { DecoupledView } from './decoupled-view.js';
import { HandoverView } from './handover-view.js';
import { NoticeView } from './notice-view.js';
import { ProblemView } from './problem-view.js';
import { SuccessView } from './success-view.js';
import type { ElementList } from '../define-elements.js';

/** The tags of the later steps, all but the form of credential fields (credential-elements.ts). */
export const laterElements = [
  ['bank-connect-consent', ConsentScreenView],
  ['bank-connect-handover', HandoverView],
  ['bank-connect-credentials', CredentialsView],
  ['bank-connect-decoupled', DecoupledView],
  ['bank-connect-account-list', AccountListView],
  ['bank-connect-success', SuccessView],
  ['bank-connect-autofill', AutofillView],
  ['bank-connect-problem', ProblemView],
  ['bank-connect-notice', NoticeView],
] as const satisfies ElementList;
