import type { LeaveMode } from './flow-state.js';

/** What the choice between a window and this tab depends on. */
export interface Device {
  readonly userAgent: string;
  /** The main pointer is a mouse or a touchpad: `(hover: hover) and (pointer: fine)`. */
  readonly hasMouse: boolean;
  /** Runs as an installed app: `(display-mode: standalone)` and the like. */
  readonly standalone: boolean;
}

/** Browsers inside other apps, which open no second window or lose it. */
const webView =
  /; wv\)|\bFB(?:AN|AV|_IAB)\b|\bInstagram\b|\bLine\/|\bMicroMessenger\b|\bGSA\/|\bLinkedInApp\b|\bSnapchat\b|\bPinterest\b|\bTikTok\b|musical_ly|\bWebView\b|(?:iPhone|iPad|iPod)(?!.*\bSafari\/)/;

/**
 * A window beside the shop where the shopper has a mouse and a real browser; else this tab. Phones hand the bank's
 * page to the bank's app, which comes back into the tab; web views and installed apps open no window at all.
 */
export const preferredMode = (device: Device): LeaveMode =>
  device.hasMouse && !device.standalone && !webView.test(device.userAgent) ? 'popup' : 'tab';

/** The way that the page wishes, else what suits the device. */
export const leaveMode = (wished: string, device: () => Device = browserDevice): LeaveMode =>
  wished === 'popup' || wished === 'tab' ? wished : preferredMode(device());

/** The device this page is on. */
export const browserDevice = (): Device => ({
  userAgent: navigator.userAgent,
  hasMouse: matchMedia('(hover: hover) and (pointer: fine)').matches,
  standalone: matchMedia('(display-mode: standalone), (display-mode: fullscreen), (display-mode: minimal-ui)').matches,
});
