import { css, html, nothing, type TemplateResult } from 'lit';
import type { AccountSummary } from '../../server/contract/accounts.js';
import { money } from '../i18n/money.js';
import type { Messages } from '../i18n/messages.js';

/** An account in one line, or two where there is little room: name, kind and masked number; the balance where it may be shown. */
export function accountLine(
  { name, type, maskedIdentifier, currency, balance }: AccountSummary,
  { types, balance: label }: Messages['accounts'],
  locale: string,
): TemplateResult {
  return html`<span class="account"
      ><bdi class="name">${name}</bdi>
      <small class="muted"
        >${type ? html`${types[type]} · ` : nothing}<bdi class="number">${maskedIdentifier}</bdi>${
          currency && !balance ? html` · ${currency}` : nothing
        }</small
      ></span
    >${
      balance
        ? html`<span class="number" part="balance"
            ><span class="sr-only">${label} </span><bdi>${money(balance, locale)}</bdi></span
          >`
        : nothing
    }`;
}

export const accountLineStyles = css`
  .account {
    display: grid;
    flex: 1 1 9em;
    justify-items: start;
  }
  .name {
    font-weight: 550;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`;
