import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';

const hues = 8;

/** The same name has the same tint on every page and every day. */
export function tintOf(name: string): number {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return hash % hues;
}

/** `Deutsche Bank` → `DB`, `ING` → `I`: first letters or digits of the first two words. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0))
    .join('')
    .toLocaleUpperCase();
}

/**
 * The logo of a bank; before it is there, or when it does not load, its initials on a stable tint. Decorative: the name
 * stands next to it. A logo that fails is not asked for again, and the one of the bank before is never shown for this one.
 *
 * @csspart image - the logo
 */
export class BankAvatar extends LitElement {
  static override styles = css`
    :host {
      --_hue: 260;
      flex: none;
      display: inline-grid;
      place-items: center;
      --_size: var(--avatar-size, min(2.5rem, 15cqi));
      inline-size: var(--_size);
      block-size: var(--_size);
      overflow: hidden;
      border-radius: 28%;
      font-size: calc(var(--_size) * 0.36);
      font-weight: 650;
      line-height: 1;
      user-select: none;
    }
    span,
    img {
      grid-area: 1 / 1;
      inline-size: 100%;
      block-size: 100%;
    }
    span {
      display: grid;
      place-items: center;
      background: light-dark(hsl(var(--_hue) 62% 93%), hsl(var(--_hue) 34% 24%));
      color: light-dark(hsl(var(--_hue) 60% 27%), hsl(var(--_hue) 70% 86%));
    }
    img {
      object-fit: contain;
      background: #fff;
    }
    .coming {
      opacity: 0;
    }
    .tint1 {
      --_hue: 16;
    }
    .tint2 {
      --_hue: 44;
    }
    .tint3 {
      --_hue: 96;
    }
    .tint4 {
      --_hue: 158;
    }
    .tint5 {
      --_hue: 192;
    }
    .tint6 {
      --_hue: 214;
    }
    .tint7 {
      --_hue: 324;
    }
    @media (forced-colors: active) {
      :host {
        border: 1px solid;
      }
    }
  `;

  @state()
  private failedSrc = '';

  @state()
  private loadedSrc = '';

  @property()
  name = '';

  /** Address of the logo; empty for initials. */
  @property()
  src = '';

  protected override render(): TemplateResult {
    const hasLogo = this.src !== '' && this.src !== this.failedSrc;
    return html`<span class="tint${tintOf(this.name)}">${initialsOf(this.name) || nothing}</span>${
        hasLogo
          ? html`<img
              part="image"
              class=${this.loadedSrc === this.src ? '' : 'coming'}
              src=${this.src}
              alt=""
              loading="lazy"
              decoding="async"
              @load=${() => (this.loadedSrc = this.src)}
              @error=${() => (this.failedSrc = this.src)}
            />`
          : nothing
      }`;
  }
}

/** Where a bank's logo is served; empty when it has none. */
const logoUrl = (bank: Pick<Bank, 'logo'>, serverOrigin: string): string => (bank.logo ? serverOrigin + bank.logo : '');

export const bankAvatar = (bank: Pick<Bank, 'name' | 'logo'>, serverOrigin: string): TemplateResult =>
  html`<bank-connect-avatar
    aria-hidden="true"
    .name=${bank.name}
    .src=${logoUrl(bank, serverOrigin)}
  ></bank-connect-avatar>`;

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-avatar': BankAvatar;
  }
}
