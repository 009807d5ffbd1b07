import { expect } from '@open-wc/testing';
import { barSize, flashLimit, flickerFrames } from '../../../widget/ui/flicker/flicker-frames.js';
import { readChallenge } from '../../../widget/ui/flicker/hhd-challenge.js';
import { encodeHhd, luhnDigit, xorDigit } from '../../../widget/ui/flicker/hhd-code.js';

const codeOf = (challenge: string): string | undefined => {
  const content = readChallenge(challenge);
  return content && encodeHhd(content);
};

describe('readChallenge', () => {
  it('reads HHD 1.4 with a control byte, numbers and text', () => {
    expect(readChallenge('039870110490631098765432100812345678041,00')).to.deep.equal({
      version: '1.4',
      control: '01',
      startCode: '1049063',
      data: ['9876543210', '12345678', '1,00'],
    });
  });

  it('reads HHD 1.3', () => {
    expect(readChallenge('2908881344731012345678900515,00')).to.deep.equal({
      version: '1.3',
      control: '',
      startCode: '88134473',
      data: ['1234567890', '15,00'],
    });
  });

  it('reads several control bytes', () => {
    expect(readChallenge('02088810112345678041234')).to.deep.equal({
      version: '1.4',
      control: '8101',
      startCode: '12345678',
      data: ['1234'],
    });
  });

  it('reads lengths of three digits', () => {
    expect(readChallenge('03087011049063' + '0109876543210' + '003123')?.data).to.deep.equal(['9876543210', '123']);
  });

  it('unwraps a challenge with text around it', () => {
    const plain = readChallenge('2908881344731012345678900515,00');
    expect(
      readChallenge('CHLGUC  00312908881344731012345678900515,00CHLGTEXT0292Sie haben eine Ueberweisung'),
    ).to.deep.equal(plain);
  });

  it('reads a finished code of either version and checks its digits', () => {
    expect(codeOf('11048714955205123456789F14302C303107')).to.equal('11048714955205123456789F14302C303107');
    const finished = '1784011049063F059876543210041234567844312C303019';
    expect(codeOf(finished)).to.equal(finished);
    expect(readChallenge('11048714955205123456789F14302C303117')).to.equal(undefined);
    expect(readChallenge('11048714955205123456789F14302C303106')).to.equal(undefined);
  });

  for (const [what, challenge] of [
    ['nothing', ''],
    ['text', 'Bitte TAN eingeben'],
    ['a wrong total length', '040870110490631098765432100812345678041,00'],
    ['an end in the middle of an element', '0398701104906310987654321008123456780'],
    ['more than three elements', '0260812345678011011011012012'],
    ['a start code with letters', '0140812345X78021'],
    ['no start code', '00200'],
    ['a length that is no number', '0xA8701'],
    ['endless control bytes', '01288FFFFFFFFFF'],
    ['characters of no reader', '01708123456780512€45'],
    ['512 characters', '9'.repeat(512)],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(readChallenge(challenge)).to.equal(undefined);
    });
  }
});

describe('encodeHhd', () => {
  it('packs numbers, writes text as ASCII and adds both check digits, for 1.4', () => {
    expect(codeOf('039870110490631098765432100812345678041,00')).to.equal(
      '1784011049063F059876543210041234567844312C303019',
    );
  });

  it('marks text in the way of 1.3', () => {
    expect(codeOf('2708871495520912345678904' + '0,01')).to.equal('11048714955205123456789F14302C303107');
  });

  it('leaves empty elements out', () => {
    expect(codeOf('0120812345678' + '00')).to.equal(codeOf('0100812345678'));
  });
});

describe('check digits', () => {
  it('follow Luhn over hex digits', () => {
    expect(luhnDigit('011049063F987654321012345678312C3030')).to.equal(1);
    expect(luhnDigit('0000')).to.equal(0);
  });

  it('are an exclusive or', () => {
    expect(xorDigit('11048714955205123456789F14302C3031')).to.equal(7);
  });
});

describe('flickerFrames', () => {
  it('shows each half byte, the low one first, with the clock on and off', () => {
    const digits = flickerFrames('12')
      .map(([clock, ...bits]) => `${clock ? '+' : '-'}${bits.map(Number).join('')}`)
      .join(' ');
    expect(digits).to.equal('+1111 -1111 +0000 -0000 +1111 -1111 +1111 -1111 +0100 -0100 +1000 -1000');
  });
});

describe('barSize', () => {
  it('keeps all that flashes below the limit of WCAG 2.3.1 at every size', () => {
    for (let size = 0; size <= 1; size += 0.01) {
      const { width, height } = barSize(size);
      expect(5 * width * height, `size ${size}`).to.be.below(flashLimit);
      expect(height, `size ${size}`).to.be.above(60);
    }
  });

  it('spans what readers need, about four to seven centimetres', () => {
    const span = (size: number): number => barSize(size).width * 6;
    expect(span(0) / 96).to.be.below(4 / 2.54);
    expect(span(1) / 96).to.be.above(7 / 2.54);
  });
});
