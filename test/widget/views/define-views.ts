import type { LitElement } from 'lit';
import { credentialElements } from '../../../widget/views/credential-elements.js';
import { firstElements } from '../../../widget/views/first-elements.js';
import { laterElements } from '../../../widget/views/later-elements.js';

/** Defines every view once; each test file has a page of its own. */
export function defineViews(): void {
  for (const [tag, element] of [...firstElements, ...laterElements, ...credentialElements])
    customElements.define(tag, element);
}

/** The one event of a type that `act` makes the element fire; fails when there is none or more than one. */
export async function eventFrom<E extends Event>(element: LitElement, type: string, act: () => unknown): Promise<E> {
  const events: Event[] = [];
  const listen = (event: Event): unknown => events.push(event);
  element.addEventListener(type, listen);
  await act();
  await element.updateComplete;
  element.removeEventListener(type, listen);
  if (events.length !== 1) throw new Error(`${events.length} events of type ${type}`);
  return events[0] as E;
}

type Tags = HTMLElementTagNameMap;

/** Within the element's shadow root, and the shadow roots inside it. */
export function findAll<K extends keyof Tags>(root: Element, selector: K): Tags[K][];
export function findAll(root: Element, selector: string): HTMLElement[];
export function findAll(root: Element, selector: string): HTMLElement[] {
  const shadow = root.shadowRoot;
  if (!shadow) return [];
  const inside = [...shadow.querySelectorAll('*')].flatMap((element) => findAll(element, selector));
  return [...shadow.querySelectorAll<HTMLElement>(selector), ...inside];
}

/** The first one; fails when there is none. */
export function find<K extends keyof Tags>(root: Element, selector: K): Tags[K];
export function find(root: Element, selector: string): HTMLElement;
export function find(root: Element, selector: string): HTMLElement {
  const [found] = findAll(root, selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** All elements in the shadow trees below, the element's own included. */
export const countNodes = (root: Element): number => findAll(root, '*').length;

/** The focused element, down through shadow roots. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** What a reader sees, on one line. */
export const textOf = (element: Element): string => element.textContent.replaceAll(/\s+/g, ' ').trim();
