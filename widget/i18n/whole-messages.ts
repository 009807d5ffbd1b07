import { en } from './en.js';
import type { FirstMessages, Messages } from './messages.js';

const isWhole = (messages: FirstMessages): messages is Messages => 'consent' in messages;

/** The words of all steps in the language of the first ones: only the English dictionary is cut in two. */
export const wholeMessages = (first: FirstMessages): Messages => (isWhole(first) ? first : en);
