import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { ViewElement } from './view-element.js';

/**
 * The banks of one country, with search.
 * @fires bank-chosen
 * @fires country-chosen
 */
export class BankListView extends ViewElement {
  @property({ attribute: false })
  banks: readonly Bank[] = [];

  /** ISO 3166-1 alpha-2 codes of every country that has banks. */
  @property({ attribute: false })
  countries: readonly string[] = [];

  @property()
  country = '';

  /** Ids of banks used before, newest first. */
  @property({ attribute: false })
  recent: readonly string[] = [];

  @property({ type: Boolean, reflect: true })
  loading = false;

  /** Goes before the path of a bank's logo. */
  @property({ attribute: false })
  serverOrigin = '';

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.bankList.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-bank-list': BankListView;
  }
}
