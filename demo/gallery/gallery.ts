import { credentialElements } from '../../widget/views/credential-elements.js';
import { firstElements } from '../../widget/views/first-elements.js';
import { laterElements } from '../../widget/views/later-elements.js';
import { englishMessages, pseudoMessages } from './pseudo-messages.js';
import { GalleryStage } from './stage.js';
import { states } from './states.js';
import type { GalleryState } from './states/gallery-state.js';

for (const [tag, view] of [
  ...firstElements,
  ...laterElements,
  ...credentialElements,
  ['gallery-stage', GalleryStage] as const,
]) {
  customElements.define(tag, view);
}

const form = document.querySelector<HTMLFormElement>('#switches');
const main = document.querySelector('#states');
const switches = ['theme', 'locale', 'width', 'text', 'look', 'only'] as const;

function picture({ name, tag, properties, after }: GalleryState, locale: string): HTMLElement {
  const view = document.createElement(tag);
  const rightToLeft = locale === pseudoMessages.language;
  Object.assign(view, { locale, messages: rightToLeft ? pseudoMessages : englishMessages, ...properties });
  view.addEventListener('keydown', (event) => event.stopPropagation());
  const stage = new GalleryStage();
  stage.append(view);
  const caption = document.createElement('figcaption');
  caption.textContent = name;
  const figure = document.createElement('figure');
  figure.dataset['state'] = name;
  figure.append(caption, stage);
  if (after) void (view as HTMLElement & { updateComplete: Promise<boolean> }).updateComplete.then(() => after(view));
  return figure;
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');

function read(): Record<(typeof switches)[number], string> {
  const data = new FormData(form ?? undefined);
  return Object.fromEntries(switches.map((name) => [name, textOf(data.get(name))])) as ReturnType<typeof read>;
}

function show(): void {
  const chosen = read();
  Object.assign(document.documentElement.dataset, {
    theme: chosen.theme,
    width: chosen.width,
    text: chosen.text,
    look: chosen.look,
  });
  const wanted = states.filter(({ name }) => name.startsWith(chosen.only));
  main?.replaceChildren(...wanted.map((state) => picture(state, chosen.locale)));
}

/** The switches can be set by the address, for screenshots: `?theme=dark&width=320&only=consent`. */
function restore(): void {
  const only = form?.elements.namedItem('only');
  if (only instanceof HTMLSelectElement) for (const { name } of states) only.add(new Option(name));
  for (const [name, value] of new URLSearchParams(location.search)) {
    const control = form?.elements.namedItem(name);
    if (!(control instanceof HTMLSelectElement)) continue;
    if (![...control.options].some((option) => option.value === value)) control.add(new Option(value));
    control.value = value;
  }
}

restore();
show();
form?.addEventListener('change', () => {
  const { ...chosen } = read();
  history.replaceState(null, '', `?${new URLSearchParams(chosen)}`);
  show();
});
