import type { Grant } from '../providers/authorisation.js';
import type { StoredAccount } from '../store/stored.js';
import { choiceAmong, fittingAccounts, isLimited, summariesOf } from './account-choice.js';
import type { EventOf, Transition } from './events.js';
import type { Limits } from './limits.js';
import { enter, failAttempt, refused, unchanged } from './moves.js';
import type { Failure, Session, SessionBank } from './types.js';

/** The accounts are known: none may fit, the shopper may have to choose, or nothing is left to do. */
export function takeAccounts(session: Session, event: EventOf<'accounts_read'>, limits: Limits): Transition {
  const { state, params } = session;
  if (state.status !== 'processing' || state.operation.kind !== 'accounts') return refused('wrong_state');
  const { bank, operation } = state;
  const { grant } = operation;
  const renews = event.isAnother === true ? undefined : operation.renews;
  const accounts = wantedAccounts(session, event);
  if (accounts.length === 0 && isLimitedBy(session, event)) {
    return giveBack(session, bank, grant, { code: 'no_suitable_account', traceId: event.traceId }, limits);
  }
  const balances = event.balances ?? {};
  const select = choiceAmong(accounts, params.accounts);
  const granted = { bank, connectionId: renews ?? operation.connectionId };
  if (select === undefined) {
    return enter(session, { status: 'completed', ...granted, accounts: summariesOf(accounts, balances) });
  }
  const deadline = Math.min(event.at + limits.stepMs, session.expiresAt);
  const offer = { grant, select, accounts, balances, deadline, ...(renews === undefined ? {} : { renews }) };
  return enter(session, { status: 'account_selection', ...granted, ...offer });
}

/** A connection that is renewed keeps to its accounts, unless the session says otherwise. */
function wantedAccounts({ params }: Session, { accounts, limitedTo }: EventOf<'accounts_read'>) {
  const listed = accounts.filter(({ unlisted }) => unlisted !== true);
  const isWanted = ({ id }: StoredAccount) => limitedTo?.includes(id) ?? true;
  return fittingAccounts(listed.filter(isWanted), params.accounts);
}

/** Whether the connection that comes of these accounts has these and never others. */
export const isLimitedBy = ({ params }: Session, { limitedTo }: EventOf<'accounts_read'>): boolean =>
  limitedTo !== undefined || isLimited(params.accounts);

/** What was chosen is checked by the service, which can name the fault. The same choice again changes nothing. */
export function chooseAccounts(session: Session, { accountIds }: EventOf<'accounts_chosen'>): Transition {
  const { state } = session;
  if (state.status === 'completed') {
    // A payment gave access to no accounts.
    if (!('accounts' in state)) return refused('wrong_state');
    const same =
      state.accounts.length === accountIds.length && state.accounts.every(({ id }) => accountIds.includes(id));
    return same ? unchanged(session) : refused('wrong_state');
  }
  if (state.status !== 'account_selection') return refused('wrong_state');
  const { bank, connectionId, balances } = state;
  const chosen = state.accounts.filter(({ id }) => accountIds.includes(id));
  return enter(session, { status: 'completed', bank, connectionId, accounts: summariesOf(chosen, balances) });
}

/** The connection that should be renewed was removed: the new grant is for nothing. */
export function loseConnection(session: Session, { traceId }: EventOf<'connection_gone'>, limits: Limits): Transition {
  const { state } = session;
  const failure: Failure = { code: 'connection_revoked', traceId };
  if (state.status === 'account_selection') return giveBack(session, state.bank, state.grant, failure, limits);
  if (state.status !== 'processing' || state.operation.kind !== 'accounts') return refused('wrong_state');
  return giveBack(session, state.bank, state.operation.grant, failure, limits);
}

/** Ends the attempt although the bank agreed: what it gave is given back. */
export function giveBack(
  session: Session,
  bank: SessionBank,
  grant: Grant,
  failure: Failure,
  limits: Limits,
): Transition {
  const result = failAttempt(session, bank, failure, limits);
  if ('refused' in result) return result;
  return { ...result, effects: [...result.effects, { type: 'revoke_grant', bank, grant }] };
}
