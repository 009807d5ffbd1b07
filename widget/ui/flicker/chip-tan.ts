import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { fill } from '../../i18n/format.js';
import { enCredentials } from '../../i18n/en-credentials.js';
import type { CredentialMessages } from '../../i18n/credential-messages.js';
import { fieldStyles } from '../../theme/field.styles.js';
import { noteStyles } from '../../theme/note.styles.js';
import { button } from '../button.js';
import { icon } from '../icon.js';
import * as icons from '../icons.js';
import { InstanceSheet } from '../instance-sheet.js';
import { barSize, flickerFrames, type FlickerFrame } from './flicker-frames.js';
import { readChallenge } from './hhd-challenge.js';
import { encodeHhd, type HhdContent } from './hhd-code.js';

const resting: FlickerFrame = [false, false, false, false, false];
const speed = { min: 6, max: 30, start: 20 } as const;
const size = { min: 0, max: 12, start: 5 } as const;

/**
 * chipTAN optical: five bars that flicker a bank's challenge to a TAN reader. Nothing moves before the shopper starts it, so
 * it also works for those who asked for less motion; size and speed fit it to the reader; the code can be typed instead.
 *
 * @csspart bars - the black field with the five bars
 */
export class ChipTan extends LitElement {
  static override styles = [
    ...noteStyles,
    ...fieldStyles,
    css`
      :host {
        --_bar: 30px;
        --_bar-height: 100px;
      }
      .field {
        gap: calc(var(--_spacing) * 3);
      }
      .screen {
        align-self: center;
        max-inline-size: 100%;
        overflow: hidden;
        padding: calc(var(--_spacing) * 2) calc(var(--_spacing) * 4) calc(var(--_spacing) * 4);
        border-radius: var(--_radius);
        background: #000;
        forced-color-adjust: none;
        direction: ltr;
      }
      .bars {
        display: grid;
        grid-template-columns: repeat(5, var(--_bar));
        column-gap: calc(var(--_bar) / 4);
      }
      .mark {
        justify-self: center;
        border: 6px solid transparent;
        border-block-start-color: #fff;
        border-block-end: 0;
        margin-block-end: 8px;
      }
      .mark:nth-child(2) {
        grid-column: 5;
      }
      .bar {
        block-size: var(--_bar-height);
        background: #000;
      }
      .bar.on {
        background: #fff;
      }
      .resting .bar {
        background: #333;
      }
      .controls {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(9em, 100%), 1fr));
        gap: calc(var(--_spacing) * 4);
      }
      .controls label {
        display: grid;
        gap: calc(var(--_spacing) * 1);
      }
      input[type='range'] {
        inline-size: 100%;
        min-block-size: 1.75em;
        margin: 0;
        accent-color: var(--_color-accent);
      }
      summary {
        cursor: pointer;
        color: var(--_color-accent);
        font-weight: 600;
        font-size: 0.875em;
        border-radius: 0.25em;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: calc(var(--_spacing) * 1) calc(var(--_spacing) * 4);
        margin-block-start: calc(var(--_spacing) * 2);
      }
      dd {
        font-variant-numeric: tabular-nums;
        font-weight: 600;
        user-select: all;
      }
    `,
  ];

  readonly #sheet = new InstanceSheet(this);
  #content: HhdContent | undefined;
  #frames: readonly FlickerFrame[] = [];
  #request = 0;
  #shownAt = 0;

  @state()
  private running = false;

  @state()
  private position = 0;

  @state()
  private pulsesPerSecond: number = speed.start;

  @state()
  private scale: number = size.start;

  /** The bank's challenge, HHD_UC 1.3 or 1.4. */
  @property({ attribute: false })
  code = '';

  @property({ attribute: false })
  messages: CredentialMessages = enCredentials;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('code')) return;
    this.#stop();
    this.#content = readChallenge(this.code);
    this.#frames = this.#content ? flickerFrames(encodeHhd(this.#content)) : [];
  }

  protected override updated(): void {
    const { width, height } = barSize(this.scale / size.max);
    this.#sheet.set('--_bar', `${width}px`);
    this.#sheet.set('--_bar-height', `${height}px`);
  }

  #start(): void {
    this.running = true;
    this.position = 0;
    this.#shownAt = 0;
    this.#request = requestAnimationFrame(this.#tick);
  }

  #stop(): void {
    cancelAnimationFrame(this.#request);
    this.running = false;
  }

  /** Never more than one pulse per picture: a reader forgives a slow code, not one with a hole. */
  readonly #tick = (at: number): void => {
    if (at - this.#shownAt >= 1000 / this.pulsesPerSecond - 4) {
      this.#shownAt = at;
      this.position = (this.position + 1) % this.#frames.length;
    }
    this.#request = requestAnimationFrame(this.#tick);
  };

  #renderScreen(): TemplateResult {
    const bars = this.running ? (this.#frames[this.position] ?? resting) : resting;
    return html`<div class="screen" part="bars" role="img" aria-label=${this.messages.flicker.label}>
      <div class="bars ${this.running ? '' : 'resting'}">
        <div class="mark"></div>
        <div class="mark"></div>
        ${bars.map((on) => html`<div class="bar ${on ? 'on' : ''}"></div>`)}
      </div>
    </div>`;
  }

  #renderRange(
    label: string,
    range: typeof speed | typeof size,
    value: number,
    set: (value: number) => void,
  ): TemplateResult {
    return html`<label
      >${label}
      <input
        type="range"
        min=${range.min}
        max=${range.max}
        .value=${String(value)}
        @input=${(event: InputEvent) => set((event.target as HTMLInputElement).valueAsNumber)}
      />
    </label>`;
  }

  #renderManual({ startCode, data }: HhdContent): TemplateResult {
    const { manual, manualStart, manualData } = this.messages.flicker;
    return html`<details>
      <summary>${manual}</summary>
      <dl>
        <dt>${manualStart}</dt>
        <dd><bdi>${startCode}</bdi></dd>
        ${data.map(
          (element, index) =>
            html`<dt>${fill(manualData, { number: index + 1 })}</dt>
              <dd><bdi>${element}</bdi></dd>`,
        )}
      </dl>
    </details>`;
  }

  protected override render(): TemplateResult {
    const words = this.messages.flicker;
    if (!this.#content)
      return html`<div class="note danger">
        ${icon(icons.alert)}
        <p>${words.broken}</p>
      </div>`;
    return html`<div class="field">
      <small class="muted">${words.hint}</small>
      ${this.#renderScreen()}
      ${button({
        label: this.running ? words.stop : words.start,
        kind: 'secondary',
        part: 'flicker',
        onClick: () => (this.running ? this.#stop() : this.#start()),
      })}
      <div class="controls">
        ${this.#renderRange(words.size, size, this.scale, (value) => (this.scale = value))}
        ${this.#renderRange(words.speed, speed, this.pulsesPerSecond, (value) => (this.pulsesPerSecond = value))}
      </div>
      ${this.#renderManual(this.#content)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-chip-tan': ChipTan;
  }
}
