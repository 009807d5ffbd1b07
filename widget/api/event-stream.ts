import { BankConnectError, clientProblem } from '../errors.js';
import { apiInit, failure, type ApiClient } from './request.js';

/** One message of a `text/event-stream`. */
export interface StreamMessage {
  /** `message` when the server names none. */
  readonly event: string;
  readonly data: string;
}

/** The longest line that is kept; a session view is far smaller. */
const longestLine = 256 * 1024;

/** Turns chunks of text into messages; comments and unknown fields are dropped (HTML, section 9.2.6). */
export class EventStreamParser {
  #rest = '';
  #event = '';
  #data: string[] = [];

  /** The messages that this chunk completes. Throws RangeError when a line never ends. */
  push(chunk: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    // A CR at the end may be half of a CRLF: it waits for the next chunk.
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > longestLine) throw new RangeError('A line of the event stream is too long.');
    for (const line of lines) {
      if (line !== '') this.#field(line);
      else if (this.#data.length > 0) messages.push(this.#take());
      else this.#event = '';
    }
    return messages;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
  }

  #take(): StreamMessage {
    const message = { event: this.#event || 'message', data: this.#data.join('\n') };
    this.#event = '';
    this.#data = [];
    return message;
  }
}

/**
 * Reads an event stream with `fetch`, so that the token travels in a header. Ends when the server ends the stream.
 * `onSign` is called for every chunk, heartbeats included. Throws BankConnectError for an answer that is not a stream.
 */
export async function* openEventStream(
  client: ApiClient,
  path: string,
  signal: AbortSignal,
  onSign: () => void,
): AsyncGenerator<StreamMessage, void> {
  const response = await client.world.fetch(
    client.origin + path,
    apiInit(client, { path, accept: 'text/event-stream', signal }),
  );
  if (!response.ok) throw await failure(response);
  if (!/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '') || response.body === null) {
    await response.body?.cancel();
    throw new BankConnectError(clientProblem('bad_answer'), { cause: new TypeError('Not an event stream.') });
  }
  const parser = new EventStreamParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      onSign();
      yield* parser.push(part.value);
    }
  } finally {
    // Rejects when the stream already failed; that failure has been thrown above.
    await reader.cancel().catch(() => undefined);
  }
}
