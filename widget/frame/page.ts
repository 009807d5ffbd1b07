/** The script of the credential frame's page: the only file of the frame with a side effect. */
import { randomId } from '../api/random-id.js';
import { browserWorld } from '../api/world.js';
import { CredentialFormView } from '../views/credential-form-view.js';
import { FramePage } from './frame-page.js';
import { hello, readToFrame, readWelcome } from './protocol.js';

customElements.define('bank-connect-credential-form', CredentialFormView);

/** The one origin that may hold this frame; written into the page by the server. */
const pageOrigin = document.querySelector('meta[name="bank-connect-parent"]')?.getAttribute('content') ?? '';
const nonce = randomId();

function onWelcome(event: MessageEvent): void {
  const [port] = event.ports;
  if (!event.isTrusted || event.source !== window.parent || event.origin !== pageOrigin || port === undefined) return;
  if (readWelcome(event.data) !== nonce) return;
  // Once: whoever comes later is not heard.
  window.removeEventListener('message', onWelcome);
  open(port);
}

function open(port: MessagePort): void {
  const page = new FramePage({
    world: browserWorld,
    origin: window.location.origin,
    place: document.body,
    say: (message) => port.postMessage(message),
  });
  port.onmessage = ({ data }: MessageEvent) => {
    const message = readToFrame(data);
    if (message !== undefined) page.hear(message);
  };
  new ResizeObserver(() =>
    port.postMessage({ type: 'height', height: document.body.getBoundingClientRect().height }),
  ).observe(document.body);
  // Neither the history nor the back/forward cache may show what was typed.
  window.addEventListener('pagehide', () => page.clear());
}

if (window.parent !== window && pageOrigin !== '') {
  window.addEventListener('message', onWelcome);
  window.parent.postMessage(hello(nonce), pageOrigin);
}
