import { html, type TemplateResult } from 'lit';
import type { WidgetErrorCode } from '../errors.js';
import type { CredentialMessages, CredentialProblemWords } from '../i18n/credential-messages.js';
import { fillTemplate } from '../i18n/format.js';
import type { Words } from '../i18n/messages.js';
import { icon, type IconPath } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import type { Suspicion } from './credential-answers.js';

/** Failures after which the form stays; whatever is not here was our fault. */
const problemWords: Partial<Record<WidgetErrorCode, CredentialProblemWords>> = {
  authentication_failed: 'notAccepted',
  offline: 'notReached',
  network: 'notReached',
  timeout: 'notReached',
};

const alertNote = (name: IconPath, { title, body }: Words, bank: string): TemplateResult =>
  html`<div class="note danger" role="alert">
    ${icon(name)}
    <div><strong>${fillTemplate(title, { bank })}</strong><br />${fillTemplate(body, { bank })}</div>
  </div>`;

/** Why the last answers were not taken. */
export const problemNote = (code: WidgetErrorCode, bank: string, { credentials }: CredentialMessages): TemplateResult =>
  alertNote(icons.alert, credentials.problems[problemWords[code] ?? 'notSent'], bank);

/** Stands in place of fields that nobody should fill in. */
export const refusalNote = (bank: string, { credentials }: CredentialMessages): TemplateResult =>
  alertNote(icons.lock, credentials.refused, bank);

/** Stands above fields that can be filled in with care. */
export function warningNote(
  suspicion: Exclude<Suspicion, 'refused'>,
  { credentials }: CredentialMessages,
): TemplateResult {
  const text = suspicion === 'secret_mentioned' ? credentials.cardSecret : credentials.cardNumberField;
  return html`<div class="note warning">
    ${icon(icons.alert)}
    <p>${text}</p>
  </div>`;
}
