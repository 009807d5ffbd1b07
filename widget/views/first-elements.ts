import type { ElementList } from '../define-elements.js';
import { BankAvatar } from '../ui/bank-avatar.js';
import { BankOptions } from '../ui/bank-options.js';
import { BankListView } from './bank-list-view.js';
import { ProcessingView } from './processing-view.js';
import { UnloadedView } from './unloaded-view.js';

/** The tags of what is shown before the later steps are there. */
export const firstElements = [
  ['bank-connect-avatar', BankAvatar],
  ['bank-connect-options', BankOptions],
  ['bank-connect-bank-list', BankListView],
  ['bank-connect-processing', ProcessingView],
  ['bank-connect-unloaded', UnloadedView],
] as const satisfies ElementList;
