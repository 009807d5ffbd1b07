import { html, LitElement, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { formatLocale } from '../i18n/format.js';
import type { Language } from '../i18n/messages.js';
import { viewStyles } from '../theme/view.styles.js';

/**
 * What all views share: words, locale, and one heading that takes the focus when the step changes.
 * A view is a pure function of its properties and says what happened by an event of view-events.ts.
 */
export abstract class ViewBase<M extends Language> extends LitElement {
  static override styles: CSSResultGroup = viewStyles;

  @query('h2')
  private readonly heading!: HTMLHeadingElement | null;

  /** BCP 47 tag of the page; decides how dates and numbers are written. */
  @property()
  locale = 'en';

  @property({ attribute: false })
  messages: M;

  constructor(messages: M) {
    super();
    this.messages = messages;
  }

  /** Moves the focus to the heading of this step, after the view has rendered. */
  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.heading?.focus();
  }

  protected get formatLocale(): string {
    return formatLocale(this.locale, this.messages);
  }

  /** The one heading of a view; `focusHeading` finds it. */
  protected renderHeading(content: unknown): TemplateResult {
    return html`<h2 part="heading" tabindex="-1">${content}</h2>`;
  }

  protected abstract renderView(): unknown;

  protected override render(): TemplateResult {
    const { language, direction } = this.messages;
    return html`<section class="view" part="view" lang=${language} dir=${direction}>${this.renderView()}</section>`;
  }
}
