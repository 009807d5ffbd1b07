import { html } from 'lit';
import { ViewElement } from './view-element.js';

/**
 * The shopper cancelled.
 */
export class NoticeView extends ViewElement {
  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.notice.cancelled.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-notice': NoticeView;
  }
}
