import { html } from 'lit';
import { viewStyles } from '../theme/view.styles.js';
import { toneMark, toneMarkStyles } from '../ui/tone-mark.js';
import { ViewElement } from './view-element.js';

/** The shopper cancelled: nothing was shared. */
export class NoticeView extends ViewElement {
  static override styles = [...viewStyles, toneMarkStyles];

  protected override renderView(): unknown {
    const { title, body } = this.messages.notice.cancelled;
    return html`<div class="stack centred">
      ${toneMark('calm', 'close')} ${this.renderHeading(title)}
      <p class="muted">${body}</p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-notice': NoticeView;
  }
}
