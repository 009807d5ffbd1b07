import { html, type TemplateResult } from 'lit';
import type { Bank } from '../../server/contract/banks.js';

/** Where a bank's logo is served; empty when it has none. */
export const logoUrl = (bank: Pick<Bank, 'logo'>, serverOrigin: string): string =>
  bank.logo ? serverOrigin + bank.logo : '';

export const bankAvatar = (bank: Pick<Bank, 'name' | 'logo'>, serverOrigin: string): TemplateResult =>
  html`<bank-connect-avatar
    aria-hidden="true"
    .name=${bank.name}
    .src=${logoUrl(bank, serverOrigin)}
  ></bank-connect-avatar>`;

/** Logo and name of the bank that a step is about. */
export const bankBadge = (bank: Pick<Bank, 'name' | 'logo'>, serverOrigin: string): TemplateResult =>
  html`<div class="row badge" part="bank">
    ${bankAvatar(bank, serverOrigin)}<span><bdi>${bank.name}</bdi></span>
  </div>`;
