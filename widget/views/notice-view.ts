import { html } from 'lit';
import { noteStyles } from '../theme/note.styles.js';
import { button } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { toneMark, toneMarkStyles } from '../ui/tone-mark.js';
import { ViewElement } from './view-element.js';
import { ProblemActionEvent } from './view-events.js';

/**
 * The shopper cancelled: nothing was shared. A change of mind begins anew, because the session is over.
 *
 * @fires problem-action - `new_session`
 */
export class NoticeView extends ViewElement {
  static override styles = [...noteStyles, toneMarkStyles];

  protected override renderView(): unknown {
    const { title, body } = this.messages.notice.cancelled;
    return html`<div class="stack centred">
        ${toneMark('calm', icons.close)} ${this.renderHeading(title)}
        <p class="muted">${body}</p>
      </div>
      <div class="actions">
        ${button({
          label: this.messages.problem.actions.new_session,
          kind: 'secondary',
          part: 'action',
          onClick: () => this.dispatchEvent(new ProblemActionEvent('new_session')),
        })}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-notice': NoticeView;
  }
}
