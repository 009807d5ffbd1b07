import { expect } from '@open-wc/testing';
import { EventStreamParser, openEventStream } from '../../../widget/api/event-stream.js';
import { BankConnectError } from '../../../widget/errors.js';
import { ManualWorld } from '../support/manual-world.js';

describe('the parser of event streams', () => {
  const parse = (...chunks: string[]) => {
    const parser = new EventStreamParser();
    return chunks.flatMap((chunk) => parser.push(chunk));
  };

  it('reads a message with its event name, and calls it "message" without one', () => {
    expect(parse('event: session\ndata: 1\n\ndata: 2\n\n')).to.deep.equal([
      { event: 'session', data: '1' },
      { event: 'message', data: '2' },
    ]);
  });

  it('gives the same messages however the text is cut into chunks, and whatever ends its lines', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `: hello${end}id: 7${end}data: {"a":${end}data:1}${end}${end}data: x${end}${end}:${end}`;
      const whole = parse(text);
      expect(whole).to.deep.equal([
        { event: 'message', data: '{"a":\n1}' },
        { event: 'message', data: 'x' },
      ]);
      for (let at = 0; at <= text.length; at += 1) {
        expect(parse(text.slice(0, at), text.slice(at)), `${JSON.stringify(end)} cut at ${at}`).to.deep.equal(whole);
      }
      expect(parse(...Array.from(text))).to.deep.equal(whole);
    }
  });

  it('drops comments, unknown fields, and messages without data', () => {
    expect(parse(':\n\nretry: 5\nevent: ping\n\ndata: after\n\n')).to.deep.equal([{ event: 'message', data: 'after' }]);
  });

  it('keeps nothing of a message that was not finished', () => {
    expect(parse('data: half')).to.deep.equal([]);
  });

  it('refuses a line that never ends', () => {
    const parser = new EventStreamParser();
    const chunk = 'x'.repeat(64 * 1024);
    expect(() => {
      for (let count = 0; count < 8; count += 1) parser.push(chunk);
    }).to.throw(RangeError);
  });
});

describe('an event stream', () => {
  it('sends the token in a header, and reports every chunk as a sign of life', async () => {
    const world = new ManualWorld();
    let signs = 0;
    const messages = openEventStream(world.client(), '/v1/session/events', new AbortController().signal, () => signs++);
    const first = messages.next();
    const call = await world.nextCall();
    expect(new Headers(call.init.headers).get('authorization')).to.equal('Bearer token-0123456789abcdef');
    expect(call.url).to.equal('https://connect.test/v1/session/events');
    const server = call.answerStream();
    server.send(':\n\n');
    server.send('data: 1\n\n');
    expect(await first).to.deep.equal({ done: false, value: { event: 'message', data: '1' } });
    expect(signs).to.equal(2);
    server.end();
    expect((await messages.next()).done).to.equal(true);
  });

  it('is refused with a code when the answer is an error or no stream', async () => {
    for (const [status, body, code] of [
      [429, '{}', 'network'],
      [200, '<html>', 'bad_answer'],
    ] as const) {
      const world = new ManualWorld();
      const messages = openEventStream(world.client(), '/x', new AbortController().signal, () => undefined);
      const next = messages.next().then(
        () => undefined,
        (error: unknown) => error,
      );
      (await world.nextCall()).answer(status, body);
      const error = await next;
      expect(error).to.be.instanceOf(BankConnectError);
      expect((error as BankConnectError).code).to.equal(code);
    }
  });
});
