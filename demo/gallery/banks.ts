import type { Bank } from '../../server/contract/banks.js';

const mark = (colour: string, path: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/><path d="${path}" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  )}`;

/** Invented banks; the first ones have what can be odd about a bank. */
export const banks: readonly Bank[] = [
  { id: 'g:1', name: 'Alpenbank', bic: 'ALPEDEM1', logo: mark('#12436d', 'm8 28 8-14 6 9 4-6 6 11') },
  { id: 'g:2', name: 'Bank am Ring', bic: 'RINGDEFF', logo: mark('#a4133c', 'M20 10a10 10 0 1 0 .1 0') },
  { id: 'g:3', name: 'Müritzer Volksbank', bic: 'MUERDE21' },
  { id: 'g:4', name: 'Erste Genossenschaftsbank für Handel, Handwerk und Gewerbe Ostfriesland eG', bic: 'EGHHDE22' },
  { id: 'g:5', name: 'Hansabank', bic: 'HANSDEHH', down: true },
  { id: 'g:6', name: 'Nordlicht Direkt', bic: 'NORDDEHB', logo: 'data:image/png;base64,AAAA' },
  { id: 'g:7', name: 'Sparkasse Elbmarsch', bic: 'SPELDEH1' },
  { id: 'g:8', name: 'Sparkasse Taunus', bic: 'SPTADEF1' },
  { id: 'g:9', name: 'Łódzki Bank Ludowy', bic: 'LODZPLPW' },
  { id: 'g:10', name: 'بنك النور', bic: 'NOORAEAA' },
  ...Array.from({ length: 190 }, (_, index) => ({
    id: `g:x${index}`,
    name: `Volksbank ${['Nord', 'Süd', 'West', 'Ost', 'Mitte'][index % 5] ?? ''} ${index + 1}`,
    bic: `VOBADE${String(index).padStart(2, '0')}`,
  })),
];

export const ordinaryBank: Bank = banks[0] as Bank;
export const plainBank: Bank = banks[2] as Bank;
