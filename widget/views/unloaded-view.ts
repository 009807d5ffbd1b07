import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { enFirst } from '../i18n/en-first.js';
import type { FirstMessages } from '../i18n/messages.js';
import { button } from '../ui/button.js';
import { ViewBase } from './view-base.js';
import { ProblemActionEvent } from './first-events.js';

/**
 * The later steps, and with them the view of problems, could not be loaded.
 *
 * @fires problem-action - `retry`
 */
export class UnloadedView extends ViewBase<FirstMessages> {
  /** False: only who made the page can mend it. */
  @property({ type: Boolean })
  retryable = true;

  constructor() {
    super(enFirst);
  }

  protected override renderView(): unknown {
    const { failed, blocked, again } = this.messages.unloaded;
    const { title, body } = this.retryable ? failed : blocked;
    return html`<div class="stack centred">
        ${this.renderHeading(title)}
        <p class="muted">${body}</p>
      </div>
      ${
        this.retryable
          ? button({
              label: again,
              part: 'action-retry',
              onClick: () => this.dispatchEvent(new ProblemActionEvent('retry')),
            })
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-unloaded': UnloadedView;
  }
}
