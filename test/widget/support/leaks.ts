/** Counts what page code leaves behind from now until `restore`: timers, and listeners on window and document. */
export function watchLeaks() {
  const timers = new Set<unknown>();
  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
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
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = function (this: EventTarget, ...args: Parameters<typeof addEventListener>) {
    open += 1;
    const [, , options] = args;
    if (typeof options === 'object') options.signal?.addEventListener('abort', () => (open -= 1));
    return addEventListener.apply(this, args);
  };
  target.removeEventListener = function (this: EventTarget, ...args: Parameters<typeof removeEventListener>) {
    open -= 1;
    return removeEventListener.apply(this, args);
  };
  return {
    get open() {
      return open;
    },
    restore: () => Object.assign(target, { addEventListener, removeEventListener }),
  };
}
