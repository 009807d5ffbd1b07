import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import type { NextAction } from '../../server/contract/errors.js';
import type { WidgetErrorCode } from '../errors.js';
import { ViewElement } from './view-element.js';

/**
 * What failed, in the shopper's words, and the way on.
 * @fires problem-action
 */
export class ProblemView extends ViewElement {
  @property()
  code: WidgetErrorCode = 'internal';

  @property()
  action: NextAction = 'retry';

  @property({ type: Boolean })
  retryable = false;

  @property({ attribute: false })
  traceId?: string;

  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  serverOrigin = '';

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.problem.ours.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-problem': ProblemView;
  }
}
