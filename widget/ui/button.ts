import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconPath } from './icon.js';

export interface ButtonOptions {
  readonly label: unknown;
  readonly kind?: 'primary' | 'secondary' | 'quiet';
  readonly part?: string;
  readonly icon?: IconPath;
  readonly type?: 'button' | 'submit';
  /** Keeps its place and the focus, takes no click. */
  readonly busy?: boolean;
  /** Shows that something runs while busy; by default the main button does. */
  readonly spins?: boolean;
  /** Comes back as `submitter.dataset.option` of the form's submit event. */
  readonly option?: number;
  readonly onClick?: (event: MouseEvent) => void;
}

/**
 * A button that stays focusable while it is busy: `disabled` would drop the focus to the page. While busy a click is
 * swallowed; the submit event of a form is for the form to guard.
 */
export function button({
  label,
  kind = 'primary',
  part,
  icon: name,
  type = 'button',
  busy = false,
  spins = kind === 'primary',
  option,
  onClick,
}: ButtonOptions): TemplateResult {
  return html`<button
    class="${kind} ${busy && spins ? 'busy' : ''}"
    part="button ${part ?? kind}"
    type=${type}
    data-option=${option ?? nothing}
    aria-disabled=${busy ? 'true' : nothing}
    @click=${(event: MouseEvent) => (busy ? event.preventDefault() : onClick?.(event))}
  >
    <span>${label}</span
    >${name ? icon(name, 'turns') : nothing}${busy && spins ? html`<span class="spinner"></span>` : nothing}
  </button>`;
}
