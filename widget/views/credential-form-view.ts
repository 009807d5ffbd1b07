import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { CredentialsView } from '../../server/contract/fields.js';
import type { WidgetProblem } from '../errors.js';
import { ViewElement } from './view-element.js';

/**
 * The fields that the bank asks for, in one form.
 * @fires credentials-submitted
 */
export class CredentialFormView extends ViewElement {
  @property({ attribute: false })
  view?: CredentialsView;

  @property({ type: Boolean, reflect: true })
  busy = false;

  /** Why the last answer was not taken. */
  @property({ attribute: false })
  problem?: WidgetProblem;

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.credentials.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-credential-form': CredentialFormView;
  }
}
