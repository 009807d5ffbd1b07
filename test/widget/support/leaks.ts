/** Counts what page code leaves behind from now until `restore`: timers, and listeners on window and document. */
export function watchLeaks() {
  const timers = new Set<unknown>();
  const setTimeout = window.setTimeout.bind(window);
  const clearTimeout = window.clearTimeout.bind(window);
  const setInterval = window.setInterval.bind(window);
  const clearInterval = window.clearInterval.bind(window);
  const started = (start: typeof setTimeout, once: boolean) => (callback: () => void, ms?: number) => {
    const id: unknown = start(() => {
      if (once) timers.delete(id);
      callback();
    }, ms);
    timers.add(id);
    return id;
  };
  const ended = (end: typeof clearTimeout) => (id?: number) => {
    timers.delete(id);
    end(id);
  };
  Object.assign(window, {
    setTimeout: started(setTimeout, true),
    clearTimeout: ended(clearTimeout),
    setInterval: started(setInterval as typeof setTimeout, false),
    clearInterval: ended(clearInterval),
  });
  const targets = [watchListeners(window), watchListeners(document)];
  return {
    get timers() {
      return timers.size;
    },
    get listeners() {
      return targets.reduce((sum, { open }) => sum + open, 0);
    },
    restore() {
      Object.assign(window, { setTimeout, clearTimeout, setInterval, clearInterval });
      for (const target of targets) target.restore();
    },
  };
}

function watchListeners(target: EventTarget) {
  let open = 0;
  const add = target.addEventListener.bind(target);
  const remove = target.removeEventListener.bind(target);
  target.addEventListener = (...args: Parameters<EventTarget['addEventListener']>) => {
    open += 1;
    const [, , options] = args;
    if (typeof options === 'object') options.signal?.addEventListener('abort', () => (open -= 1));
    add(...args);
  };
  target.removeEventListener = (...args: Parameters<EventTarget['removeEventListener']>) => {
    open -= 1;
    remove(...args);
  };
  return {
    get open() {
      return open;
    },
    /** The prototype's own come to light again. */
    restore() {
      Reflect.deleteProperty(target, 'addEventListener');
      Reflect.deleteProperty(target, 'removeEventListener');
    },
  };
}
