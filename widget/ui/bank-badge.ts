import { html, type TemplateResult } from 'lit';
import type { Bank } from '../../server/contract/banks.js';
import { bankAvatar } from './bank-avatar.js';

/** Logo and name of the bank that a step is about. */
export const bankBadge = (bank: Pick<Bank, 'name' | 'logo'>, serverOrigin: string): TemplateResult =>
  html`<div class="row badge" part="bank">
    ${bankAvatar(bank, serverOrigin)}<span><bdi>${bank.name}</bdi></span>
  </div>`;
