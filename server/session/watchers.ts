import type { Logger } from '../lib/logger.js';
import type { SessionRepository } from '../store/repositories.js';
import type { SessionView } from '../contract/session.js';
import type { Session } from './types.js';

type Listener = (view: SessionView) => void;

interface Watched {
  readonly listeners: Set<Listener>;
  /** The last version told; nothing is told yet when -1. */
  version: number;
}

interface WatcherDeps {
  readonly sessions: Pick<SessionRepository, 'find' | 'versions'>;
  readonly toView: (session: Session) => SessionView;
  readonly logger: Pick<Logger, 'warn'>;
  /** How often other instances' changes are looked for. */
  readonly catchUpMs: number;
}

/**
 * Who wants to hear of which session. Changes of this process are told at once; those of other instances are found by
 * comparing versions once a second, and only while somebody watches.
 */
export class Watchers {
  readonly #deps: WatcherDeps;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(deps: WatcherDeps) {
    this.#deps = deps;
  }

  subscribe(id: string, listener: Listener): () => void {
    const watched = this.#watched.get(id) ?? { listeners: new Set(), version: -1 };
    this.#watched.set(id, watched);
    // A listener may be given twice; each subscription ends for itself.
    const own: Listener = (view) => listener(view);
    watched.listeners.add(own);
    this.#timer ??= setInterval(() => void this.catchUp(), this.#deps.catchUpMs);
    return () => {
      watched.listeners.delete(own);
      if (watched.listeners.size > 0 || this.#watched.get(id) !== watched) return;
      this.#watched.delete(id);
      if (this.#watched.size === 0) this.stop();
    };
  }

  isWatched(id: string): boolean {
    return this.#watched.has(id);
  }

  /** Tells a new version; `before` saves listeners from a view that differs in nothing but its version. */
  publish(after: Session, before?: Session): void {
    const watched = this.#watched.get(after.id);
    if (!watched || after.version <= watched.version) return;
    const known = before?.version === watched.version ? before : undefined;
    watched.version = after.version;
    try {
      const view = this.#deps.toView(after);
      if (known && sameView(view, this.#deps.toView(known))) return;
      for (const listener of [...watched.listeners]) this.#call(listener, view);
    } catch (error) {
      this.#deps.logger.warn({ err: error, sessionId: after.id }, 'view not made');
    }
  }

  /** Looks once for changes of other instances. */
  async catchUp(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const watched = new Map(this.#watched);
      const versions = await this.#deps.sessions.versions([...watched.keys()]);
      for (const [id, of] of watched) {
        if ((versions.get(id) ?? -1) > of.version) await this.#refresh(id, of);
      }
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'watched sessions not read');
    } finally {
      this.#looking = false;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** What was read for watchers that have gone meanwhile may be older than what their successors know. */
  async #refresh(id: string, watched: Watched): Promise<void> {
    const found = await this.#deps.sessions.find(id);
    if (found && this.#watched.get(id) === watched) this.publish(found.session);
  }

  #call(listener: Listener, view: SessionView): void {
    try {
      listener(view);
    } catch (error) {
      this.#deps.logger.warn({ err: error, sessionId: view.id }, 'listener failed');
    }
  }
}

const sameView = (a: SessionView, b: SessionView): boolean =>
  JSON.stringify({ ...a, version: 0 }) === JSON.stringify({ ...b, version: 0 });
