/** One picture of the gallery: a view and the properties that bring it into a state. */
export interface GalleryState {
  readonly name: string;
  readonly tag: keyof HTMLElementTagNameMap;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What the shopper did before the picture was taken. */
  readonly after?: (view: HTMLElement) => void;
}

/** The shop of all pictures. */
export const merchantName = 'Fjord Living';

export const inTwelveMinutes = (): string => new Date(Date.now() + 12 * 60_000 + 34_000).toISOString();

/** Presses the button of the view's form. */
export const submit = (view: HTMLElement): void => view.shadowRoot?.querySelector('form')?.requestSubmit();
