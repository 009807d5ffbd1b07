import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import type { NextAction } from '../../server/contract/errors.js';
import type { WidgetErrorCode } from '../errors.js';
import { noteStyles } from '../theme/note.styles.js';
import { button } from '../ui/button.js';
import { toneMark, toneMarkStyles } from '../ui/tone-mark.js';
import { problemLooks, problemTable } from './problem-table.js';
import { ViewElement } from './view-element.js';
import { ProblemActionEvent } from './view-events.js';

/**
 * What failed, in the shopper's words, and the way on.
 *
 * @fires problem-action
 */
export class ProblemView extends ViewElement {
  static override styles = [
    ...noteStyles,
    toneMarkStyles,
    css`
      .stack {
        padding-block-start: calc(var(--_spacing) * 2);
      }
      code {
        font: inherit;
        font-family: ui-monospace, monospace;
        user-select: all;
      }
    `,
  ];

  @property()
  code: WidgetErrorCode = 'internal';

  /** What the main button does; undefined where nothing can be done here. */
  @property()
  action: NextAction | undefined = 'retry';

  /** The same thing may work at another time or place: another bank is offered beside "try again". */
  @property({ type: Boolean })
  retryable = false;

  /** Shown as a reference to quote; absent when the failure never reached the server. */
  @property({ attribute: false })
  traceId?: string;

  /** The bank of the attempt. */
  @property({ attribute: false })
  bank?: Bank;

  /** The session makes a payment: what did not happen is one. */
  @property({ type: Boolean })
  paying = false;

  @property({ attribute: false })
  serverOrigin = '';

  #renderAction(action: NextAction, kind: 'primary' | 'secondary'): TemplateResult {
    return button({
      label: this.messages.problem.actions[action],
      kind,
      part: `action-${action.replaceAll('_', '-')}`,
      onClick: () => this.dispatchEvent(new ProblemActionEvent(action)),
    });
  }

  protected override renderView(): unknown {
    const group = problemTable[this.code];
    const { tone, icon } = problemLooks[group];
    const { [group]: words, reference, nothingShared, nothingPaid } = this.messages.problem;
    const values = { nothing: this.paying ? nothingPaid : nothingShared };
    return html`
      <div class="stack centred">
        ${toneMark(tone, icon)} ${this.renderHeading(this.aboutBank(words.title, this.bank))}
        <p class="muted">${this.aboutBank(words.body, this.bank, values)}</p>
      </div>
      ${
        this.action
          ? html`<div class="actions stacked">
              ${this.#renderAction(this.action, 'primary')}
              ${this.action === 'retry' && this.retryable ? this.#renderAction('choose_bank', 'secondary') : nothing}
            </div>`
          : nothing
      }
      ${
        this.traceId
          ? html`<small class="muted centred"
              >${reference} <code><bdi>${this.traceId}</bdi></code></small
            >`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-problem': ProblemView;
  }
}
