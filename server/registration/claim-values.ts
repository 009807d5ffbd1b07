import type { Claims } from './compact-jwt.js';

/** The claim as text, or undefined when it is missing or something else. */
export const textClaim = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' ? value : undefined;
};

/** The claim as a list of texts, or undefined when it is missing or something else. */
export const listClaim = (claims: Claims, name: string): readonly string[] | undefined => {
  const value = claims[name];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
};

/** The claim as whole seconds since the epoch, or undefined when it is missing or something else. */
export const timeClaim = (claims: Claims, name: string): number | undefined => {
  const value = claims[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
};

/** Words of a list that is separated by spaces; some banks write commas. */
export const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '');
