import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { FieldImage } from '../../server/contract/fields.js';
import { enCredentials } from '../i18n/en-credentials.js';
import type { CredentialMessages } from '../i18n/credential-messages.js';
import { fieldStyles } from '../theme/field.styles.js';
import { noteStyles } from '../theme/note.styles.js';
import { button } from './button.js';
import { icon } from './icon.js';
import * as icons from './icons.js';
import { InstanceSheet } from './instance-sheet.js';

/** From its first size (0) to all the width there is (1): a picture that is cut off cannot be scanned. */
const zoom = { min: 0, max: 1, step: 0.1 } as const;
/** Nothing that a phone scans is larger; a picture that claims to be is not decoded into memory. */
const maxPixels = 4096 * 4096;

/** Undefined for what is no picture. */
async function decode(image: FieldImage | undefined): Promise<ImageBitmap | undefined> {
  if (!image) return undefined;
  try {
    const bytes = Uint8Array.from(atob(image.base64), (character) => character.charCodeAt(0));
    return await createImageBitmap(new Blob([bytes], { type: image.mediaType }));
  } catch {
    return undefined;
  }
}

/**
 * A picture from the bank to scan (photoTAN, QR): on white whatever the theme, sharp when enlarged. It is painted on a
 * canvas, which needs no permission of a Content-Security-Policy, unlike an address with the picture in it.
 *
 * @csspart image - the canvas
 */
export class PhotoTan extends LitElement {
  static override styles = [
    ...noteStyles,
    ...fieldStyles,
    css`
      :host {
        --_zoom: 0;
      }
      .paper {
        display: grid;
        justify-items: center;
        padding: calc(var(--_spacing) * 4);
        border: 1px solid var(--_color-border);
        border-radius: var(--_radius);
        background: #fff;
        forced-color-adjust: none;
      }
      canvas {
        --_first: min(100%, 11rem);
        inline-size: calc(var(--_first) + (100% - var(--_first)) * var(--_zoom));
        image-rendering: pixelated;
      }
      .row {
        flex-wrap: wrap;
      }
      .row label {
        flex: 1 1 9em;
        display: grid;
      }
      input[type='range'] {
        inline-size: 100%;
        min-block-size: 1.75em;
        margin: 0;
        accent-color: var(--_color-accent);
      }
      button {
        min-block-size: 2.75em;
      }
    `,
  ];

  readonly #sheet = new InstanceSheet(this);

  @query('canvas')
  private readonly canvas!: HTMLCanvasElement | null;

  @state()
  private zoom: number = zoom.min;

  @state()
  private broken = false;

  @property({ attribute: false })
  image?: FieldImage;

  /** Says what the picture is to those who do not see it. */
  @property({ attribute: false })
  description = '';

  @property({ attribute: false })
  messages: CredentialMessages = enCredentials;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('image')) this.broken = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#sheet.set('--_zoom', String(this.zoom));
    if (changed.has('image')) void this.#paint(this.image);
  }

  async #paint(image: FieldImage | undefined): Promise<void> {
    const bitmap = await decode(image);
    if (image !== this.image) return bitmap?.close();
    this.broken = !bitmap || bitmap.width * bitmap.height > maxPixels;
    if (bitmap && this.canvas && !this.broken) {
      this.canvas.width = bitmap.width;
      this.canvas.height = bitmap.height;
      this.canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    }
    bitmap?.close();
  }

  protected override render(): TemplateResult {
    const words = this.messages.credentials;
    if (this.broken)
      return html`<div class="note danger">
        ${icon(icons.alert)}
        <p>${words.imageBroken}</p>
      </div>`;
    const large = this.zoom >= zoom.max;
    return html`<div class="field">
      <div class="paper" role="img" aria-label=${this.description}><canvas part="image"></canvas></div>
      <div class="row">
        <label class="small"
          >${words.zoom}
          <input
            type="range"
            min=${zoom.min}
            max=${zoom.max}
            step=${zoom.step}
            .value=${String(this.zoom)}
            @input=${(event: InputEvent) => (this.zoom = (event.target as HTMLInputElement).valueAsNumber)}
          />
        </label>
        ${button({
          label: large ? words.reduce : words.enlarge,
          kind: 'secondary',
          icon: icons.enlarge,
          part: 'enlarge',
          onClick: () => (this.zoom = large ? zoom.min : zoom.max),
        })}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-photo-tan': PhotoTan;
  }
}
