import fc from 'fast-check';

const surrogates = 0x800;
const anyCharacter = fc
  .nat(0x10_ffff - surrogates)
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + surrogates));
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length'];

/** Any text, as `fc.string({ unit: 'binary' })`, which in every process takes a second to write down all characters first. */
export const anyText = ({ maxLength }: { readonly maxLength?: number } = {}): fc.Arbitrary<string> => {
  const fitting = names.filter((name) => maxLength === undefined || name.length <= maxLength);
  const characters = fc.array(anyCharacter, maxLength === undefined ? {} : { maxLength }).map((many) => many.join(''));
  return fc.oneof({ weight: 15, arbitrary: characters }, { weight: 1, arbitrary: fc.constantFrom(...fitting) });
};
