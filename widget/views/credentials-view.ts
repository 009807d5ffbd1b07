import { css, html, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { browserWorld, type World } from '../api/world.js';
import { FrameBlockedEvent, FrameProgressEvent } from '../frame/frame-events.js';
import { FrameHostController } from '../frame/frame-host-controller.js';
import { readLook } from '../frame/look.js';
import { heightLimits, type FromFrame, type ToFrame } from '../frame/protocol.js';
import { ViewElement } from './view-element.js';

/**
 * Mounts the credential frame: the fields live in a page of the companion server, out of reach of every script of the
 * merchant's page. What comes back is progress, never a value.
 * @fires frame-progress
 * @fires frame-blocked
 */
export class CredentialsView extends ViewElement {
  static override styles: CSSResultGroup = [
    ViewElement.styles,
    css`
      iframe {
        display: block;
        /* The page inside has as much padding, so that focus rings are not cut off. */
        inline-size: calc(100% + 8px);
        margin: -4px;
        border: 0;
        color-scheme: inherit;
      }
      [hidden] {
        display: none;
      }
    `,
  ];

  readonly #host = new FrameHostController(this, {
    world: {
      ...browserWorld,
      after: (ms, callback) => this.world.after(ms, callback),
    },
    frame: () => this.frame,
    origin: () => this.serverOrigin,
    opening: () => this.#opening(),
    onMessage: (message) => this.#onMessage(message),
    onBlocked: () => this.dispatchEvent(new FrameBlockedEvent()),
  });

  #wantsFocus = false;

  @query('iframe')
  private readonly frame!: HTMLIFrameElement | null;

  @query('bank-connect-processing')
  private readonly placeholder!: ViewElement | null;

  @state()
  private ready = false;

  /** CSS pixels; attribute of the frame, so that no style is written. */
  @state()
  private height: number = heightLimits.least;

  @property({ attribute: false })
  bank?: Bank;

  /** Origin of the companion server. */
  @property({ attribute: false })
  serverOrigin = '';

  /** Path of the frame's page on it. */
  @property({ attribute: false })
  framePath = '';

  /** Handed to the frame through the port, and nowhere else. */
  @property({ attribute: false })
  clientToken = '';

  /** Grows with every set of fields. */
  @property({ attribute: false })
  round = 0;

  /** Changes when the element's own look does; the frame follows. */
  @property({ attribute: false })
  theme?: string;

  @property({ attribute: false })
  world: World = browserWorld;

  /** The heading is inside the frame; until the frame is there, the one that says so has the focus. */
  override async focusHeading(): Promise<void> {
    await this.updateComplete;
    if (this.ready) {
      this.#focusFrame();
      return;
    }
    this.#wantsFocus = true;
    await this.placeholder?.focusHeading();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ready = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('round') && changed.get('round')) this.#host.send({ type: 'refresh' });
    if (changed.has('clientToken') && changed.get('clientToken')) this.#host.send(this.#opening());
    if (changed.has('theme')) this.#host.send({ type: 'look', look: readLook(this) });
  }

  #opening(): ToFrame {
    return { type: 'open', clientToken: this.clientToken, locale: this.locale, look: readLook(this) };
  }

  async #onReady(): Promise<void> {
    // Unless the shopper has gone elsewhere in the page meanwhile.
    const root = this.getRootNode();
    const isHere =
      (root instanceof ShadowRoot && root.activeElement !== null) || document.activeElement === document.body;
    this.ready = true;
    await this.updateComplete;
    if (this.#wantsFocus && isHere) this.#focusFrame();
    this.#wantsFocus = false;
  }

  #focusFrame(): void {
    this.frame?.focus();
    this.#host.send({ type: 'focus' });
  }

  #onMessage(message: FromFrame): void {
    switch (message.type) {
      case 'height':
        this.height = message.height;
        break;
      case 'busy':
        this.toggleAttribute('busy', message.busy);
        break;
      case 'ready':
        void this.#onReady();
        this.dispatchEvent(new FrameProgressEvent('ready'));
        break;
      default:
        // The form is gone from the frame; what follows is another step, or another round.
        this.ready = false;
        this.dispatchEvent(new FrameProgressEvent(message.type));
    }
  }

  protected override renderView(): unknown {
    return html`
      ${this.ready ? undefined : html`<bank-connect-processing .messages=${this.messages}></bank-connect-processing>`}
      <iframe
        part="frame"
        sandbox="allow-scripts allow-same-origin allow-forms"
        allow="camera 'none'; microphone 'none'; geolocation 'none'; payment 'none'; clipboard-read 'none'"
        referrerpolicy="no-referrer"
        title=${this.bank?.name ?? this.messages.common.yourBank}
        src=${this.serverOrigin + this.framePath}
        height=${this.height}
        ?hidden=${!this.ready}
        @load=${() => this.#host.frameLoaded()}
      ></iframe>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-credentials': CredentialsView;
  }
}
