import type { Bank } from '../../server/contract/banks.js';
import type { SessionView } from '../../server/contract/session.js';
import { integer, members, optional, path, text, time, type Read } from './parse.js';
import { onlyTrue, readBank } from './read-bank.js';

type FirstStatus = 'bank_selection' | 'cancelled' | 'expired';
/** Whether there is a payment is all that these views need to know of it. */
type WithoutOrder<V> = V extends SessionView ? Omit<V, 'payment'> & { readonly payment?: unknown } : never;

/** A view with nothing in it but what the first file shows or tells. */
type FirstView = WithoutOrder<Extract<SessionView, { status: FirstStatus }>>;

/** A session at a step that waits to be read: only the second file knows how. */
export interface AwaitedView extends Omit<FirstView, 'status'> {
  readonly status: 'awaited';
  /** The status that it has come to. */
  readonly comesTo: string;
  readonly bank: Bank | undefined;
  /** The answer of the server. */
  readonly json: unknown;
}

/** A session that has been read, whole. */
export type ReadView = FirstView | Exclude<SessionView, { status: FirstStatus }>;

/** A session as the element knows it. */
export type FlowView = ReadView | AwaitedView;

/** What every view has, besides its status and its payment. */
export const common = {
  id: text,
  version: integer,
  expiresAt: time,
  merchantName: text,
  framePath: path,
  bankFixed: onlyTrue,
};

const readAny = members({
  ...common,
  status: text,
  payment: (value) => value ?? undefined,
  country: optional(text),
  bank: optional(readBank),
});

const firstStatuses: readonly string[] = ['bank_selection', 'cancelled', 'expired'] satisfies FirstStatus[];

/** Reads a session without the second file (read-session.ts). */
export const readFirstSession: Read<FirstView | AwaitedView> = (json) => {
  const view = readAny(json);
  return firstStatuses.includes(view.status)
    ? (view as FirstView)
    : { ...view, status: 'awaited', comesTo: view.status, json };
};
