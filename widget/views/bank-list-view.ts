import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { enFirst } from '../i18n/en-first.js';
import { fillTemplate, plural } from '../i18n/format.js';
import type { FirstMessages } from '../i18n/messages.js';
import type { BankOptions } from '../ui/bank-options.js';
import { plainSearch, type BankSearch, type MakeSearch } from '../ui/bank-search.js';
import { countryOptions, type CountryOption } from '../ui/country-options.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/first-icons.js';
import { bankListStyles } from './bank-list.styles.js';
import { ViewBase } from './view-base.js';
import { BankChosenEvent, CountryChosenEvent } from './first-events.js';

const recentRows = 3;
/** Leaves the browser time to show the list first. */
const indexAfterMs = 50;
/** As a shopper types: after these an engine has compiled the search. */
const warmUps = ['b', 'ba', 'ban', 'bank'];
/** More characters may need a second line on a phone. */
const shortName = 18;
const none: readonly Bank[] = [];
const skeletonRows = Array.from({ length: 6 });

/**
 * The banks of one country: search, recently used banks, the country, and a list that
 * stays fast with thousands of banks.
 *
 * @fires bank-chosen
 * @fires country-chosen
 */
export class BankListView extends ViewBase<FirstMessages> {
  static override styles = bankListStyles;

  #lazySearch: BankSearch | undefined;
  #indexing: ReturnType<typeof setTimeout> | undefined;
  #found: readonly Bank[] = [];
  #recentBanks: readonly Bank[] = [];
  /** Rows are all of one height, for the whole list: where it is narrow, long names decide. */
  #hasLongNames = false;
  #countryOptions: readonly CountryOption[] = [];

  @query('bank-connect-options')
  private readonly options!: BankOptions | null;

  @query('input')
  private readonly input!: HTMLInputElement;

  @state()
  private searchText = '';

  @property({ attribute: false })
  banks: readonly Bank[] = [];

  /** ISO 3166-1 alpha-2 codes of every country that has banks. */
  @property({ attribute: false })
  countries: readonly string[] = [];

  @property()
  country = '';

  /** Another way to search may arrive later. */
  @property({ attribute: false })
  makeSearch: MakeSearch = plainSearch;

  /** Ids of banks used before, newest first; those that are not in `banks` are passed over. */
  @property({ attribute: false })
  recent: readonly string[] = [];

  @property({ type: Boolean })
  loading = false;

  /** Goes before the path of a bank's logo. */
  @property({ attribute: false })
  serverOrigin = '';

  constructor() {
    super(enFirst);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#indexing);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const searchesAnew = changed.has('banks') || changed.has('makeSearch');
    if (searchesAnew) this.#lazySearch = undefined;
    if (changed.has('banks')) {
      this.#hasLongNames = this.banks.some(({ name }) => name.length > shortName);
    }
    if (searchesAnew || changed.has('searchText')) {
      this.#found = this.#searching ? this.#engine.search(this.searchText) : this.banks;
    }
    if (['countries', 'locale', 'messages'].some((name) => changed.has(name))) {
      this.#countryOptions = countryOptions(this.countries, this.formatLocale);
    }
    if (changed.has('banks') || changed.has('recent')) this.#recentBanks = this.#knownBanks(this.recent);
  }

  /** The first picture does not wait for the search; the first key finds it ready, and its code compiled. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has('banks') && !changed.has('makeSearch')) return;
    clearTimeout(this.#indexing);
    this.#indexing = setTimeout(() => {
      for (const typed of warmUps) this.#engine.search(typed);
    }, indexAfterMs);
  }

  get #engine(): BankSearch {
    return (this.#lazySearch ??= this.makeSearch(this.banks));
  }

  get #searching(): boolean {
    return this.searchText.trim() !== '';
  }

  #knownBanks(ids: readonly string[]): readonly Bank[] {
    return ids.flatMap((id) => this.banks.find((bank) => bank.id === id) ?? []).slice(0, recentRows);
  }

  #search(query: string): void {
    this.searchText = query;
  }

  readonly #clear = (): void => {
    this.#search('');
    this.input.focus();
  };

  readonly #onSearchKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.searchText !== '') this.#clear();
    else if (event.key === 'ArrowDown') this.options?.focus();
    else if (event.key === 'Enter') this.#takeFirst();
    else return;
    event.preventDefault();
  };

  /** Enter in the search field: the only bank that fits is chosen, else the list takes over. */
  #takeFirst(): void {
    const [only, ...others] = this.#found;
    if (this.#searching && only && others.length === 0 && !only.down) this.dispatchEvent(new BankChosenEvent(only.id));
    else this.options?.focus();
  }

  /** Arrow Up on the first row, which the list leaves to us, goes back to the search field. */
  readonly #onListKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' || event.defaultPrevented) return;
    event.preventDefault();
    this.input.focus();
  };

  #renderSearch(): TemplateResult {
    const { search, searchHint, clearSearch } = this.messages.bankList;
    return html`<div class="search">
      <input
        part="search"
        type="search"
        aria-label=${search}
        placeholder="${search}"
        title=${searchHint}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        enterkeyhint="search"
        maxlength="60"
        .value=${this.searchText}
        @input=${(event: InputEvent) => this.#search((event.target as HTMLInputElement).value)}
        @keydown=${this.#onSearchKey}
      />
      ${icon(icons.search)}
      ${
        this.searchText === ''
          ? nothing
          : html`<button class="quiet" type="button" aria-label=${clearSearch} @click=${this.#clear}>
              ${icon(icons.close)}
            </button>`
      }
    </div>`;
  }

  #renderCountries(): TemplateResult | typeof nothing {
    if (this.countries.length < 2) return nothing;
    return html`<div class="select">
      <select
        part="country"
        aria-label=${this.messages.bankList.country}
        @change=${(event: Event) =>
          this.dispatchEvent(new CountryChosenEvent((event.target as HTMLSelectElement).value))}
      >
        ${this.#countryOptions.map(
          ({ code, name }) => html`<option value=${code} .selected=${code === this.country}>${name}</option>`,
        )}
      </select>
      ${icon(icons.next)}
    </div>`;
  }

  #renderStatus(): TemplateResult {
    const { count, results } = this.messages.bankList;
    const text = this.loading
      ? this.messages.common.loading
      : plural(this.#searching ? results : count, this.#found.length, this.formatLocale);
    return html`<small class="muted" role="status">${text}</small>`;
  }

  #renderNothing(): TemplateResult {
    const { empty, noResults, noResultsHint, noResultsCountryHint } = this.messages.bankList;
    return html`<div class="nothing stack centred">
      ${
        this.banks.length === 0
          ? html`<p>${empty}</p>`
          : html`<p><strong>${fillTemplate(noResults, { query: this.searchText.trim() })}</strong></p>
              <small class="muted">${noResultsHint}</small>`
      }
      ${this.countries.length > 1 ? html`<small class="muted">${noResultsCountryHint}</small>` : nothing}
    </div>`;
  }

  #renderList(): TemplateResult {
    if (this.loading) {
      return html`<div aria-hidden="true">
        ${skeletonRows.map(() => html`<div class="skeleton"><span></span><span></span></div>`)}
      </div>`;
    }
    if (this.#found.length === 0) return this.#renderNothing();
    return html`<bank-connect-options
      exportparts="option"
      .banks=${this.#found}
      .recent=${this.#searching ? none : this.#recentBanks}
      .showBic=${this.#searching}
      .serverOrigin=${this.serverOrigin}
      .messages=${this.messages}
      @bank-chosen=${({ bankId }: BankChosenEvent) => this.dispatchEvent(new BankChosenEvent(bankId))}
      @keydown=${this.#onListKey}
    ></bank-connect-options>`;
  }

  protected override renderView(): unknown {
    return html`
      ${this.renderHeading(this.messages.bankList.title)} ${this.#renderSearch()}
      <div class="row bar">${this.#renderStatus()} ${this.#renderCountries()}</div>
      <div
        class="results ${this.loading || this.banks.length > skeletonRows.length ? 'tall' : ''} ${
          this.#hasLongNames ? 'long' : ''
        }"
      >
        ${this.#renderList()}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-bank-list': BankListView;
  }
}
