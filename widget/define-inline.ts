/**
 * Registers the form of credential fields in the merchant's own page. Only for merchants that the companion server lets
 * show fields inline: every script of that page can read what is typed there. Without it the frame is used.
 */
import { credentialElements } from './views/credential-elements.js';

for (const [name, element] of credentialElements) if (!customElements.get(name)) customElements.define(name, element);
