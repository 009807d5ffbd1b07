import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { enFirst } from '../i18n/en-first.js';
import { fillTemplate } from '../i18n/format.js';
import type { FirstMessages } from '../i18n/messages.js';
import { viewStyles } from '../theme/view.styles.js';
import { bankAvatar } from '../ui/bank-avatar.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/first-icons.js';
import { ViewBase } from './view-base.js';

/** The companion talks to the bank, or the next step is on its way; nothing to do but wait a moment. */
export class ProcessingView extends ViewBase<FirstMessages> {
  static override styles = [
    ...viewStyles,
    css`
      .view {
        justify-content: center;
        min-block-size: 16rem;
      }
      .ring {
        position: relative;
        display: grid;
        place-items: center;
        inline-size: 5.5rem;
        block-size: 5.5rem;
      }
      .ring > * {
        --avatar-size: 3.25rem;
      }
      .ring > .spinner {
        position: absolute;
        inset: 0;
        inline-size: auto;
        block-size: auto;
        border-width: 3px;
        color: var(--_color-accent);
        animation-duration: 1.2s;
      }
    `,
  ];

  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  serverOrigin = '';

  constructor() {
    super(enFirst);
  }

  protected override renderView(): unknown {
    const { title, body, bodyWithoutBank } = this.messages.processing;
    return html`<div class="stack centred" aria-busy="true">
      <div class="ring">
        <span class="spinner"></span>
        ${this.bank ? bankAvatar(this.bank, this.serverOrigin) : icon(icons.lock)}
      </div>
      ${this.renderHeading(title)}
      <p class="muted">${this.bank ? fillTemplate(body, { bank: this.bank.name }) : bodyWithoutBank}</p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-processing': ProcessingView;
  }
}
