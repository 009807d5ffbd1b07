/** Tags and their classes, those that others are made of first. */
export type ElementList = readonly (readonly [tag: string, element: CustomElementConstructor])[];

/** Registers what is not registered yet: a second copy of a script keeps the first one's elements. */
export function defineElements(elements: ElementList): void {
  for (const [tag, element] of elements) if (!customElements.get(tag)) customElements.define(tag, element);
}
