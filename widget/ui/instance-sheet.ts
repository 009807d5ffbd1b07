import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Custom properties that differ from one element to the next (the height of what is scrolled past, the size of a bar). They
 * live in a constructed stylesheet of the element's own shadow root, because a strict Content-Security-Policy of the page
 * forbids style attributes.
 */
export class InstanceSheet implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };
  #rule: CSSStyleRule | undefined;

  constructor(host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }) {
    this.#host = host;
    host.addController(this);
  }

  /** Adopts the sheet once, as soon as there is a shadow root. */
  hostConnected(): void {
    const root = this.#host.renderRoot;
    if (this.#rule || !(root instanceof ShadowRoot)) return;
    const sheet = new CSSStyleSheet();
    sheet.insertRule(':host{}');
    this.#rule = sheet.cssRules[0] as CSSStyleRule;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  set(name: `--_${string}`, value: string): void {
    this.#rule?.style.setProperty(name, value);
  }
}
