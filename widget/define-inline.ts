/**
 * Registers the form of credential fields in the merchant's own page. Only for merchants that the companion server lets
 * show fields inline: every script of that page can read what is typed there. Without it the frame is used.
 */
import { takeInlineFields } from './api/inline-fields.js';
import { optional } from './api/parse.js';
import { readFields } from './api/read-fields.js';
import { defineElements } from './define-elements.js';
import { credentialElements } from './views/credential-elements.js';

defineElements(credentialElements);
takeInlineFields(optional(readFields));
