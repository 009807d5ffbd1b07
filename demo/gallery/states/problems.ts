import type { NextAction } from '../../../server/contract/errors.js';
import type { WidgetErrorCode } from '../../../widget/errors.js';
import type { ProblemWords } from '../../../widget/i18n/messages.js';
import { problemTable } from '../../../widget/views/problem-table.js';
import { plainBank } from '../banks.js';
import type { GalleryState } from './gallery-state.js';

/** One code of each group of words; the others of a group look the same. */
const problemCodes = Object.keys(problemTable).filter(
  (code, index, codes) =>
    codes.findIndex((other) => problemTable[other as WidgetErrorCode] === problemTable[code as WidgetErrorCode]) ===
    index,
) as WidgetErrorCode[];

const actions: Readonly<Partial<Record<ProblemWords, NextAction>>> = {
  locked: 'new_session',
  expired: 'new_session',
  reconnect: 'new_session',
  merchant: 'contact_merchant',
  unsafe: 'contact_merchant',
  bankMissing: 'choose_bank',
  bankUnsupported: 'choose_bank',
  noAccount: 'choose_bank',
  moved: 'refresh',
  network: 'refresh',
  frame: 'refresh',
  busy: 'wait',
  offline: 'wait',
};

export const problemStates: readonly GalleryState[] = problemCodes.map((code) => ({
  name: `problem: ${problemTable[code]} (${code})`,
  tag: 'bank-connect-problem',
  properties: {
    code,
    action: actions[problemTable[code]] ?? 'retry',
    retryable: ['bank_unavailable', 'interrupted'].includes(code),
    traceId: '4f1c9a7be02d4d18',
    bank: plainBank,
  },
}));
