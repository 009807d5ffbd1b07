import { expect } from '@open-wc/testing';
import {
  heightLimits,
  hello,
  readFromFrame,
  readHello,
  readToFrame,
  readWelcome,
  welcome,
} from '../../../widget/frame/protocol.js';

const nonce = '0b7c1d5e-1111-4222-8333-944445555666';
const look = { colorScheme: 'light', tokens: {} };
const rubbish: unknown[] = [
  undefined,
  null,
  0,
  '',
  'ready',
  [],
  {},
  { type: '__proto__' },
  { type: ['ready'] },
  new Map([['type', 'ready']]),
  JSON.parse('{"__proto__":{"type":"ready"}}'),
  Object.create({ type: 'ready' }),
];

describe('what the frame and the page say', () => {
  it('greets with a nonce, and is understood by the right side only', () => {
    expect(readHello(hello(nonce))).to.equal(nonce);
    expect(readWelcome(welcome(nonce))).to.equal(nonce);
    expect(readHello(welcome(nonce))).to.equal(undefined);
    expect(readWelcome(hello(nonce))).to.equal(undefined);
  });

  it('refuses greetings with a short, long or strange nonce, or with anything more', () => {
    for (const bad of ['', 'short', 'x'.repeat(65), 'with space in nonce', 7, null]) {
      expect(readHello({ bankConnectHello: bad })).to.equal(undefined);
    }
    expect(readHello({ ...hello(nonce), more: 1 })).to.equal(undefined);
    for (const each of rubbish) expect(readHello(each)).to.equal(undefined);
  });

  it('takes exactly the messages of the frame', () => {
    for (const message of [{ type: 'ready' }, { type: 'submitted' }, { type: 'done' }, { type: 'busy', busy: true }]) {
      expect(readFromFrame(message)).to.deep.equal(message);
      expect(readFromFrame({ ...message, value: 'secret' }), 'nothing else rides along').to.equal(undefined);
    }
    for (const message of [...rubbish, { type: 'busy', busy: 1 }, { type: 'height' }, { type: 'open' }]) {
      expect(readFromFrame(message)).to.equal(undefined);
    }
  });

  it('keeps the height within its limits', () => {
    for (const [said, taken] of [
      [-5, heightLimits.least],
      [300.2, 301],
      [1e9, heightLimits.most],
    ]) {
      expect(readFromFrame({ type: 'height', height: said })).to.deep.equal({ type: 'height', height: taken });
    }
    for (const height of [Number.NaN, Infinity, '300', null]) {
      expect(readFromFrame({ type: 'height', height })).to.equal(undefined);
    }
  });

  it('takes exactly the messages of the page', () => {
    const open = { type: 'open', clientToken: 'token-0123456789abcdef', locale: 'en', look };
    for (const message of [open, { type: 'look', look }, { type: 'refresh' }, { type: 'focus' }]) {
      expect(readToFrame(message)).to.deep.equal(message);
      expect(readToFrame({ ...message, more: 1 })).to.equal(undefined);
    }
    for (const message of [...rubbish, { ...open, clientToken: 'a b' }, { ...open, locale: 3 }, { type: 'ready' }]) {
      expect(readToFrame(message)).to.equal(undefined);
    }
  });
});
