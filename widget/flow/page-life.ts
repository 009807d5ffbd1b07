/** Whether the page can show and fetch news: visible, and not reported offline. */
export interface PageLife {
  readonly awake: boolean;
  /**
   * Calls back when the page falls asleep, and when it wakes up: visible again, online again, or restored by the back
   * button. Returns the function that ends it.
   */
  listen(onChange: (awake: boolean) => void): () => void;
}

/** The life of the real page. `navigator.onLine` is not asked: it can be false where the companion is reachable. */
export function browserPageLife(): PageLife {
  let offline = false;
  const life = {
    get awake() {
      return document.visibilityState !== 'hidden' && !offline;
    },
    listen(onChange: (awake: boolean) => void) {
      const ended = new AbortController();
      const options = { signal: ended.signal };
      const tell = () => onChange(life.awake);
      const setOffline = (value: boolean) => () => {
        offline = value;
        tell();
      };
      document.addEventListener('visibilitychange', tell, options);
      window.addEventListener('online', setOffline(false), options);
      window.addEventListener('offline', setOffline(true), options);
      // The first pageshow belongs to the load, which reads the session anyway.
      window.addEventListener('pageshow', (event) => event.persisted && tell(), options);
      return () => ended.abort();
    },
  };
  return life;
}
