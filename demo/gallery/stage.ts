import { html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { surfaceStyles } from '../../widget/theme/surface.styles.js';

/** The card on which <bank-connect> shows its steps, without a flow behind it. */
export class GalleryStage extends LitElement {
  static override styles = surfaceStyles;

  @property({ reflect: true })
  theme = '';

  protected override render(): TemplateResult {
    return html`<div class="surface"><slot></slot></div>`;
  }
}
