import type { Words } from './messages.js';

/** Words that have to be there when hardly anything else is: the stand-in of the element shows them, too. */
export const merchantWords: Words = {
  title: 'This is not available here',
  body: 'Something is not set up correctly. Please contact the shop.',
};
export const unloadedWords: Words = {
  title: 'This did not load',
  body: 'Check your internet connection and try again, or reload the page.',
};
