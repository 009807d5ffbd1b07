import type { GiveConsent } from '../../server/contract/session.js';
import type { ApiClient } from '../api/request.js';
import { postAccounts, postConfirm, postConsent, postInlineCredentials } from '../api/later-routes.js';
import type { Command } from './flow-state.js';

/** A command that only a later step can give. */
export type LaterCommand = Exclude<Command, { type: 'choose_bank' | 'cancel' }>;
export type SendCommand = (client: ApiClient, command: LaterCommand, signal: AbortSignal) => Promise<unknown>;

const consentOf = ({ accepted, text, locale, payment }: Extract<Command, { type: 'give_consent' }>): GiveConsent => ({
  accepted,
  text,
  locale,
  payment,
});

export const sendLaterCommand: SendCommand = (client, command, signal) => {
  switch (command.type) {
    case 'give_consent':
      return postConsent(client, consentOf(command), signal);
    case 'confirm':
      return postConfirm(client, signal);
    case 'submit_credentials':
      return postInlineCredentials(client, { round: command.round, values: command.values }, signal);
    case 'choose_accounts':
      return postAccounts(client, { accountIds: [...command.accountIds] }, signal);
  }
};
