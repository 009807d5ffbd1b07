import { cleanText } from './clean-text.js';

/** What looks like a key, a token or an id: 16 characters or more without a space, a digit among them. */
const tokenLike = /(?=[^\s"'<>,;()[\]{}]*\d)[^\s"'<>,;()[\]{}]{16,}/g;

/**
 * A provider's own words for the operator's log: cleaned, clamped, and without what could be a secret. Gateways are known to
 * repeat a request, with its Authorization header, in the error about it.
 */
export const providerWords = (text: string, maxLength: number): string =>
  cleanText(text.slice(0, maxLength * 8).replace(tokenLike, '•••'), maxLength);
