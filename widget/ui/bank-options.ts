import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { enFirst } from '../i18n/en-first.js';
import type { FirstMessages } from '../i18n/messages.js';
import { BankChosenEvent } from '../views/first-events.js';
import { bankAvatar } from './bank-avatar.js';
import { bankOptionsStyles } from './bank-options.styles.js';
import { icon } from './icon.js';
import * as icons from './first-icons.js';
import { InstanceSheet } from './instance-sheet.js';
import { windowOfRows, type RowWindow } from './window-of-rows.js';

/** Letters typed within this time belong to one word. */
const typeAheadMs = 700;

/** Case and accents count for nothing. */
const letters = new Intl.Collator('en', { sensitivity: 'base' });
const beginsWith = (name: string, typed: string): boolean => letters.compare(name.slice(0, typed.length), typed) === 0;

/**
 * A listbox of banks that holds any number of them: only the rows near the visible ones are in the document. One row is in
 * the tab order; arrow keys, Home, End, Page Up, Page Down and letters move, Enter and Space choose (ARIA practices,
 * listbox). Arrow Up on the first row is left to the host.
 *
 * @fires bank-chosen
 * @csspart option - one bank
 */
export class BankOptions extends LitElement {
  static override styles = bankOptionsStyles;

  readonly #sheet = new InstanceSheet(this);
  readonly #resized = new ResizeObserver(() => this.#measure());
  #typed = '';
  #typedAt = 0;

  @query('.list')
  private readonly list!: HTMLElement;

  @query('.rows')
  private readonly rows!: HTMLElement;

  /** Counts through the recent banks, then all others. */
  @state()
  private active = 0;

  @state()
  private window: RowWindow = windowOfRows(0, 0, 0, 0);

  @state()
  private rowHeight = 0;

  @property({ attribute: false })
  banks: readonly Bank[] = [];

  /** A few banks shown first under a heading of their own. */
  @property({ attribute: false })
  recent: readonly Bank[] = [];

  @property({ type: Boolean, attribute: false })
  showBic = false;

  @property({ attribute: false })
  serverOrigin = '';

  @property({ attribute: false })
  messages: FirstMessages = enFirst;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#resized.observe(this.list);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('banks') || changed.has('recent')) {
      this.active = 0;
      if (this.hasUpdated) this.list.scrollTop = 0;
      this.#moveWindow();
    }
  }

  /** The observer calls at once, after layout and before the first picture. */
  protected override firstUpdated(): void {
    this.#resized.observe(this.list);
  }

  protected override updated(changed: PropertyValues): void {
    const { first, end } = this.window;
    if (changed.has('window')) this.#followFocus();
    this.#sheet.set('--_before', `${first * this.rowHeight}px`);
    this.#sheet.set('--_after', `${(this.banks.length - end) * this.rowHeight}px`);
    // Other banks may have longer names, and all rows more lines.
    if (changed.has('banks') && this.rowHeight > 0) this.#measure();
  }

  /** Focuses the current row; the first one unless the shopper has moved. */
  override focus(): void {
    void this.#goTo(this.active);
  }

  get #count(): number {
    return this.recent.length + this.banks.length;
  }

  #bankAt(index: number): Bank | undefined {
    return index < this.recent.length ? this.recent[index] : this.banks[index - this.recent.length];
  }

  #measure(): void {
    this.rowHeight = this.renderRoot.querySelector('.option')?.getBoundingClientRect().height ?? this.rowHeight;
    this.#moveWindow();
  }

  readonly #moveWindow = (): void => {
    const scrolled = this.hasUpdated ? this.list.scrollTop - this.rows.offsetTop : 0;
    const viewport = this.hasUpdated ? this.list.clientHeight : 0;
    const { first, end } = windowOfRows(this.banks.length, scrolled, viewport, this.rowHeight);
    if (first === this.window.first && end === this.window.end) return;
    this.#keepFocus(first, end);
    this.window = { first, end };
  };

  /** A focused row that is scrolled out of the document hands its focus to the list; the next key brings it back. */
  #keepFocus(first: number, end: number): void {
    if (!this.#isRendered(first, end) && this.#focusedOption) this.list.focus({ preventScroll: true });
  }

  /** The current row is in the document; else the list itself stands for it in the tab order. */
  #isRendered(first: number, end: number): boolean {
    const row = this.active - this.recent.length;
    return row < 0 || (row >= first && row < end);
  }

  /** Rows are used again for other banks when the window moves: the focus goes with its bank. */
  #followFocus(): void {
    const option = this.#focusedOption;
    if (option && Number(option.dataset['index']) !== this.active) this.#currentOption?.focus({ preventScroll: true });
  }

  get #focusedOption(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.option:focus');
  }

  /** The one in the tab order. */
  get #currentOption(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.option[tabindex="0"]');
  }

  async #goTo(index: number): Promise<void> {
    this.active = Math.max(0, Math.min(index, this.#count - 1));
    const row = this.active - this.recent.length;
    if (row >= 0 && this.rowHeight > 0) this.#scrollTo(this.rows.offsetTop + row * this.rowHeight);
    await this.updateComplete;
    this.#currentOption?.focus({ preventScroll: row >= 0 });
  }

  #scrollTo(top: number): void {
    const { scrollTop, clientHeight } = this.list;
    if (top < scrollTop) this.list.scrollTop = top;
    else if (top + this.rowHeight > scrollTop + clientHeight) this.list.scrollTop = top + this.rowHeight - clientHeight;
    this.#moveWindow();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.list.clientHeight / (this.rowHeight || 1)) - 1);
    const target: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.#count - 1,
    };
    const index = Object.hasOwn(target, event.key) ? target[event.key] : undefined;
    if (index === -1 && event.key === 'ArrowUp') return;
    const spaceChooses = event.key === ' ' && event.timeStamp - this.#typedAt > typeAheadMs;
    if (index !== undefined) void this.#goTo(index);
    else if (event.key === 'Enter' || spaceChooses) this.#choose(this.active);
    else if (event.key.length === 1) this.#typeAhead(event);
    else return;
    event.preventDefault();
  };

  /** Goes to the next bank that begins with the letters; the same letter again goes on to the next one. */
  #typeAhead({ key, timeStamp }: KeyboardEvent): void {
    this.#typed = timeStamp - this.#typedAt > typeAheadMs ? key : this.#typed + key;
    this.#typedAt = timeStamp;
    const repeated = this.#typed === key.repeat(this.#typed.length);
    const wanted = repeated ? key : this.#typed;
    const start = this.active + (repeated ? 1 : 0);
    for (let offset = 0; offset < this.#count; offset++) {
      const index = (start + offset) % this.#count;
      if (beginsWith(this.#bankAt(index)?.name ?? '', wanted)) return void this.#goTo(index);
    }
  }

  readonly #onClick = (event: Event): void => {
    const option = (event.target as Element).closest<HTMLElement>('.option');
    if (!option) return;
    this.active = Number(option.dataset['index']);
    this.#choose(this.active);
  };

  #choose(index: number): void {
    const bank = this.#bankAt(index);
    if (bank && !bank.down) this.dispatchEvent(new BankChosenEvent(bank.id));
  }

  #renderOption(bank: Bank, index: number): TemplateResult {
    const { down } = this.messages.bankList;
    const detail = bank.down ? down : this.showBic ? bank.bic : undefined;
    return html`<div
      class="option"
      part="option"
      role="option"
      data-index=${index}
      tabindex=${index === this.active ? 0 : -1}
      aria-selected="false"
      aria-setsize=${this.#count}
      aria-posinset=${index + 1}
      aria-disabled=${bank.down ? 'true' : nothing}
    >
      ${bankAvatar(bank, this.serverOrigin)}
      <div class="text">
        <div class="name"><bdi>${bank.name}</bdi></div>
        ${detail ? html`<small>${detail}</small>` : nothing}
      </div>
      ${bank.down ? nothing : icon(icons.next, 'turns')}
    </div>`;
  }

  #renderRecent(): TemplateResult {
    return html`<div class="group" role="group" aria-labelledby="recent">
      <h3 id="recent" role="presentation">${this.messages.bankList.recent}</h3>
      ${this.recent.map((bank, index) => this.#renderOption(bank, index))}
    </div>`;
  }

  protected override render(): TemplateResult {
    const { bankList } = this.messages;
    const { first, end } = this.window;
    const hasRecent = this.recent.length > 0;
    return html`<div
      class="list"
      role="listbox"
      tabindex=${this.#isRendered(first, end) ? -1 : 0}
      aria-label=${bankList.list}
      @scroll=${this.#moveWindow}
      @keydown=${this.#onKey}
      @click=${this.#onClick}
    >
      ${hasRecent ? this.#renderRecent() : nothing}
      <div class="group" role=${hasRecent ? 'group' : 'presentation'} aria-labelledby=${hasRecent ? 'all' : nothing}>
        ${hasRecent ? html`<h3 id="all" role="presentation">${bankList.all}</h3>` : nothing}
        <div class="rows" role="presentation">
          ${this.banks
            .slice(first, end)
            .map((bank, offset) => this.#renderOption(bank, this.recent.length + first + offset))}
        </div>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-options': BankOptions;
  }
}
