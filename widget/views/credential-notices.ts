import { html, type TemplateResult } from 'lit';
import type { WidgetErrorCode } from '../errors.js';
import { fillTemplate } from '../i18n/format.js';
import type { Messages } from '../i18n/messages.js';
import { icon } from '../ui/icons.js';
import type { Suspicion } from './credential-answers.js';
import { problemTable } from './problem-table.js';

/** Why the last answers were not taken. */
export function problemNote(code: WidgetErrorCode, bank: string, messages: Messages): TemplateResult {
  const { title, body } = messages.problem[problemTable[code]];
  return html`<div class="note danger" role="alert">
    ${icon('alert')}
    <div><strong>${fillTemplate(title, { bank })}</strong><br />${fillTemplate(body, { bank })}</div>
  </div>`;
}

/** Stands in place of fields that nobody should fill in. */
export function refusalNote(bank: string, { credentials }: Messages): TemplateResult {
  return html`<div class="note danger" role="alert">
    ${icon('lock')}
    <div><strong>${credentials.refusedTitle}</strong><br />${fillTemplate(credentials.refused, { bank })}</div>
  </div>`;
}

/** Stands above fields that can be filled in with care. */
export function warningNote(suspicion: Exclude<Suspicion, 'refused'>, { credentials }: Messages): TemplateResult {
  const text = suspicion === 'secret_mentioned' ? credentials.cardSecret : credentials.cardNumberField;
  return html`<div class="note warning">
    ${icon('alert')}
    <p>${text}</p>
  </div>`;
}
