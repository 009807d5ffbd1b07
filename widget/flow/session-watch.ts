import type { SessionView } from '../../server/contract/session.js';
import { openEventStream } from '../api/event-stream.js';
import { readSession } from '../api/read-session.js';
import type { ApiClient } from '../api/request.js';
import { getSession } from '../api/routes.js';
import { pause } from '../api/world.js';
import { BankConnectError, type WidgetProblem } from '../errors.js';

/** The server sends a sign every 25 s; two may get lost. */
export const silenceLimitMs = 60_000;
/** A proxy that buffers the stream shows by sending nothing at all. */
export const firstSignLimitMs = 8_000;
/** A stream that ends sooner did not do its work. */
const usefulStreamMs = 5_000;
/** Pauses between looks, growing; the last one stays. Never fewer than 3 s, so that the median is below one in 3 s. */
export const pollPausesMs = [3_000, 3_000, 4_000, 5_000, 7_000, 10_000] as const;
/** Looks without the stream before the stream is tried again. */
const pollsPerTry = 10;
/** Looks in a row that fail before the shopper is told. */
const failuresToTell = 2;

export interface SessionWatchOptions {
  onView(view: SessionView): void;
  /** The server refuses; watching has ended. */
  onFailure(problem: WidgetProblem): void;
  /** News stopped coming (true), or came again (false). */
  onSilence(silent: boolean): void;
}

export type MakeWatch = (options: SessionWatchOptions) => SessionWatch;

/**
 * Looks for news of one session: by server-sent events, and by polling with growing pauses where they do not get through.
 * One request at a time; asleep, it does nothing at all.
 */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  #client: ApiClient | undefined;
  #awake = true;
  #run: AbortController | undefined;

  constructor(options: SessionWatchOptions) {
    this.#options = options;
  }

  /** Begins; does nothing while the same session is being watched with the same token. */
  start(client: ApiClient): void {
    if (this.#client?.clientToken === client.clientToken && this.#client.origin === client.origin) return;
    this.#client = client;
    this.#restart();
  }

  stop(): void {
    this.#client = undefined;
    this.#restart();
  }

  /** Falls asleep, or wakes up and looks at once. */
  setAwake(awake: boolean): void {
    this.#awake = awake;
    this.#restart();
  }

  #restart(): void {
    this.#run?.abort();
    this.#run = undefined;
    if (this.#client === undefined || !this.#awake) return;
    this.#run = new AbortController();
    const { signal } = this.#run;
    this.#watch(this.#client, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      this.#client = undefined;
      this.#options.onFailure(problemOf(error));
    });
  }

  /** Runs until it is aborted, or throws what the server refuses with. */
  async #watch(client: ApiClient, signal: AbortSignal): Promise<never> {
    for (;;) {
      const streamed = await this.#stream(client, signal);
      if (streamed === 'useful') await rest(client, pollPausesMs[0], signal);
      else await this.#poll(client, signal, streamed);
    }
  }

  /** One event stream from open to end: whether it was of use, or how long the server asks to keep away. */
  async #stream(client: ApiClient, signal: AbortSignal): Promise<'useful' | number> {
    const cut = new AbortController();
    const both = AbortSignal.any([signal, cut.signal]);
    const began = client.world.now();
    let callOff = client.world.after(firstSignLimitMs, () => cut.abort());
    const onSign = () => {
      callOff();
      callOff = client.world.after(silenceLimitMs, () => cut.abort());
    };
    try {
      for await (const { data } of openEventStream(client, '/v1/session/events', both, onSign)) {
        this.#arrived(readSession(JSON.parse(data)));
      }
    } catch (error) {
      signal.throwIfAborted();
      if (refusal(error)) throw error;
      return retryAfter(error);
    } finally {
      callOff();
    }
    signal.throwIfAborted();
    return client.world.now() - began >= usefulStreamMs ? 'useful' : 0;
  }

  /** Looks at once, then with growing pauses. */
  async #poll(client: ApiClient, signal: AbortSignal, firstPauseMs: number): Promise<void> {
    let failures = 0;
    let pauseMs = firstPauseMs;
    for (let look = 0; look < pollsPerTry; look += 1) {
      if (pauseMs > 0) await rest(client, pauseMs, signal);
      pauseMs = pollPausesMs[Math.min(look, pollPausesMs.length - 1)] ?? 10_000;
      try {
        this.#arrived(readSession(await getSession(client, signal)));
        failures = 0;
      } catch (error) {
        signal.throwIfAborted();
        if (refusal(error)) throw error;
        failures += 1;
        if (failures === failuresToTell) this.#options.onSilence(true);
        pauseMs = Math.max(pauseMs, retryAfter(error));
      }
    }
  }

  #arrived(view: SessionView): void {
    this.#options.onSilence(false);
    this.#options.onView(view);
  }
}

const problemOf = (error: unknown): WidgetProblem => {
  if (error instanceof BankConnectError) return error.problem;
  throw error;
};

/** An answer after which asking again is pointless. */
const refusal = (error: unknown): boolean =>
  error instanceof BankConnectError && !error.problem.retryable && error.code !== 'bad_answer';

const retryAfter = (error: unknown): number =>
  error instanceof BankConnectError ? (error.problem.retryAfterMs ?? 0) : 0;

/** Waits `ms` and up to a fifth more, so that a thousand shoppers do not come back in one moment. */
const rest = ({ world }: ApiClient, ms: number, signal: AbortSignal): Promise<void> =>
  pause(world, ms * (1 + world.random() / 5), signal);
