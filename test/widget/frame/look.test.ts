import { expect, fixture, html } from '@open-wc/testing';
import { acceptLook, readLook } from '../../../widget/frame/look.js';

const accepted = (tokens: Record<string, unknown>, colorScheme: unknown = '') =>
  Object.fromEntries(acceptLook({ colorScheme, tokens }));

describe('the look that a page gives to the frame', () => {
  it('holds what the page set, and always a typeface', async () => {
    const element = await fixture(
      html`<div style="--bank-connect-color-accent: rgb(1, 2, 3); color-scheme: dark; font-family: Georgia"></div>`,
    );
    expect(readLook(element)).to.deep.equal({
      colorScheme: 'dark',
      tokens: { 'font-family': 'Georgia', 'color-accent': 'rgb(1, 2, 3)' },
    });
  });

  it('is applied where each value is of its kind', () => {
    const good = {
      'color-accent': '#2f45c5',
      'color-text': 'light-dark(#000, #fff)',
      'font-family': '"Helvetica Neue", Arial, sans-serif',
      'font-size': '17px',
      spacing: '0.25rem',
      radius: '4px',
    };
    const properties = Object.fromEntries(
      Object.entries(good).map(([name, value]) => [`--bank-connect-${name}`, value]),
    );
    expect(accepted(good, 'light dark')).to.deep.equal({ 'color-scheme': 'light dark', ...properties });
  });

  it('drops everything that loads, refers, hides a second declaration, or is of another kind', () => {
    for (const value of [
      'url(https://evil.test/x)',
      'URL(//evil.test)',
      'image-set("x.png" 1x)',
      'var(--secret)',
      'env(safe-area-inset-top)',
      'attr(value)',
      'red; background: url(x)',
      'red} body{display:none',
      '</style><script>',
      '\\75rl(x)',
      'expression(alert(1))',
      '12px',
      'x'.repeat(300),
      '',
      7,
      null,
      ['red'],
    ]) {
      expect(accepted({ 'color-accent': value }), String(value)).to.deep.equal({});
    }
    expect(accepted({ radius: 'red', 'font-size': 'red', spacing: 'inherit; x' })).to.deep.equal({});
  });

  it('drops names that it does not know, and what is inherited', () => {
    expect(accepted({ position: 'fixed', '--x': 'red', constructor: 'red' })).to.deep.equal({});
    expect(acceptLook({ tokens: Object.create({ radius: '1px' }) as object })).to.deep.equal([]);
    for (const look of [null, undefined, 1, 'x', [], { tokens: null }, { colorScheme: 'url(x)' }]) {
      expect(acceptLook(look)).to.deep.equal([]);
    }
  });
});
