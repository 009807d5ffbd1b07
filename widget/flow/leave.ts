import { randomId } from '../api/random-id.js';
import type { LeaveMode } from './flow-state.js';

export interface LeaveRequest {
  /** Where the helper frame may live: the element's own shadow root. */
  readonly place: ShadowRoot;
  /** Origin of the companion server. */
  readonly origin: string;
  readonly clientToken: string;
  readonly mode: LeaveMode;
  /** The page's Content-Security-Policy forbids the form; nothing has left. */
  onForbidden(): void;
}

/** How a try to leave went; `dispose` removes what was put into the page. */
export interface Leaving {
  /** False: the browser did not let the window open. */
  readonly opened: boolean;
  dispose(): void;
}

const popupFeatures = 'popup,width=480,height=760';

/**
 * Leaves for the bank by a form POST to `/start`, so that the request carries the page's true Origin whatever its
 * Referrer-Policy: the form and its own policy live in a hidden about:blank frame, built without any HTML.
 * Must be called inside the click: a window is opened first, empty, loses its opener, and gets the answer by its name.
 * What becomes of that window is never asked; `closed` is true for open windows too.
 */
export function leave(request: LeaveRequest): Leaving {
  const target = request.mode === 'tab' ? '_top' : `bank-connect-${randomId()}`;
  const popup = request.mode === 'tab' ? undefined : window.open('about:blank', target, popupFeatures);
  if (popup === null) return { opened: false, dispose: () => undefined };
  const frame = helperFrame(request.place);
  const inner = frame.contentDocument;
  if (inner === null) {
    popup?.close();
    frame.remove();
    return { opened: false, dispose: () => undefined };
  }
  const ended = new AbortController();
  const dispose = () => {
    ended.abort();
    frame.remove();
  };
  const onViolation = ({ effectiveDirective, disposition, blockedURI }: SecurityPolicyViolationEvent) => {
    const isOurs = blockedURI === request.origin || blockedURI.startsWith(`${request.origin}/`);
    if (effectiveDirective !== 'form-action' || disposition !== 'enforce' || !isOurs) return;
    popup?.close();
    dispose();
    request.onForbidden();
  };
  for (const source of [inner, document]) {
    source.addEventListener('securitypolicyviolation', onViolation, { signal: ended.signal });
  }
  startForm(inner, request, target).submit();
  if (popup) popup.opener = null;
  return { opened: true, dispose };
}

function helperFrame(place: ShadowRoot): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  place.append(frame);
  return frame;
}

function startForm(inner: Document, request: LeaveRequest, target: string): HTMLFormElement {
  const policy = inner.createElement('meta');
  policy.name = 'referrer';
  policy.content = 'origin';
  inner.head.append(policy);
  const form = inner.createElement('form');
  form.method = 'post';
  form.action = `${request.origin}/start`;
  form.target = target;
  for (const [name, value] of [
    ['clientToken', request.clientToken],
    ['mode', request.mode],
  ] as const) {
    const input = inner.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  inner.body.append(form);
  return form;
}
