import { expect } from '@open-wc/testing';
import type { CredentialField } from '../../../server/contract/fields.js';
import { photo } from '../../../demo/gallery/photo.js';
import {
  cleanAnswer,
  faultOf,
  inputModeOf,
  suspicionOf,
  takesAnswer,
} from '../../../widget/views/credential-answers.js';

const otp = (label: string, help?: string): CredentialField => ({
  id: 'o',
  kind: 'otp',
  label,
  ...(help ? { help } : {}),
});
const text: CredentialField = { id: 't', kind: 'text', label: 'Login name' };
const password: CredentialField = { id: 'p', kind: 'password', label: 'PIN' };
const message = (label: string): CredentialField => ({ id: 'm', kind: 'message', label });

describe('answers', () => {
  it('are taken by fields that say so', () => {
    const image = (answerable: boolean): CredentialField => ({
      id: 'i',
      kind: 'image',
      label: '',
      image: photo,
      answerable,
    });
    expect([text, password, otp('TAN'), image(true), image(false), message('')].map(takesAnswer)).to.deep.equal([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('lose their spaces in codes only', () => {
    expect(cleanAnswer(otp('TAN'), ' 123\u00a0456 ')).to.equal('123456');
    expect(cleanAnswer(password, ' my pass ')).to.equal(' my pass ');
    expect(cleanAnswer(text, 'a b')).to.equal('a b');
  });

  it('open a numeric keypad only where the bank speaks of digits', () => {
    expect(inputModeOf(otp('TAN', '6 digits'))).to.equal('numeric');
    expect(inputModeOf(otp('TAN (6-stellig)'))).to.equal('numeric');
    expect(inputModeOf(otp('Code à 6 chiffres'))).to.equal('numeric');
    expect(inputModeOf(otp('mobileTAN'))).to.equal('text');
    expect(inputModeOf({ ...text, help: '6 digits' })).to.equal('text');
  });
});

describe('faultOf', () => {
  it('asks for an answer', () => {
    expect(faultOf(text, '')).to.equal('required');
    expect(faultOf({ id: 'c', kind: 'choice', label: '', options: [{ value: 'a', label: 'A' }] }, '')).to.equal(
      'choice',
    );
    expect(faultOf(text, 'x')).to.equal(undefined);
  });

  it('stops at a card number, unless one was asked for', () => {
    expect(faultOf(text, '4111 1111 1111 1111')).to.equal('card');
    expect(faultOf({ ...text, label: 'Card number' }, '4111 1111 1111 1111')).to.equal(undefined);
  });
});

describe('suspicionOf', () => {
  it('refuses fields that ask for a card secret, in label or help', () => {
    expect(suspicionOf([text, { ...password, label: 'CVV' }])).to.equal('refused');
    expect(suspicionOf([{ ...text, help: 'the expiry date' }])).to.equal('refused');
  });

  it('warns when only a message speaks of it', () => {
    expect(suspicionOf([message('Never tell anyone your CVV'), text])).to.equal('secret_mentioned');
  });

  it('warns about card numbers', () => {
    expect(suspicionOf([{ ...text, label: 'Card number' }])).to.equal('card_number');
  });

  it('trusts ordinary fields', () => {
    expect(suspicionOf([text, password, otp('TAN')])).to.equal(undefined);
  });
});
