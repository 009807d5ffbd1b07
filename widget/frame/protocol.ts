/**
 * What the merchant's page and the credential frame say to each other, and nothing else.
 * The frame says hello with a nonce; the page answers once with that nonce and one port; all that follows goes through
 * the port. The page learns progress, never a value.
 */
import { own } from '../api/parse.js';
import type { Look } from './look.js';

/** Page → frame, through the port. */
export type ToFrame =
  | { readonly type: 'open'; readonly clientToken: string; readonly locale: string; readonly look: Look }
  | { readonly type: 'look'; readonly look: Look }
  /** There is a new round of fields. */
  | { readonly type: 'refresh' }
  /** Move the focus to the heading. */
  | { readonly type: 'focus' };

/** Frame → page, through the port. */
export type FromFrame =
  /** The fields are on the screen. */
  | { readonly type: 'ready' }
  /** CSS pixels that the content needs. */
  | { readonly type: 'height'; readonly height: number }
  | { readonly type: 'busy'; readonly busy: boolean }
  /** The server took the fields. */
  | { readonly type: 'submitted' }
  /** There is nothing to do here any more: read the session. */
  | { readonly type: 'done' };

const helloKey = 'bankConnectHello';
const welcomeKey = 'bankConnectWelcome';

/** Frame → page, to the exact origin of the page. */
export const hello = (nonce: string) => ({ [helloKey]: nonce });
/** Page → frame, to the exact origin of the frame, with one port. */
export const welcome = (nonce: string) => ({ [welcomeKey]: nonce });

const nonceAt = (data: unknown, key: string): string | undefined => {
  const nonce = hasExactly(data, key) ? own(data, key) : undefined;
  return typeof nonce === 'string' && /^[\w-]{16,64}$/.test(nonce) ? nonce : undefined;
};
/** The nonce of a hello; undefined for everything else. */
export const readHello = (data: unknown): string | undefined => nonceAt(data, helloKey);
/** The nonce of a welcome; undefined for everything else. */
export const readWelcome = (data: unknown): string | undefined => nonceAt(data, welcomeKey);

/** The frame is never smaller or larger than this, whatever it says. */
export const heightLimits = { least: 120, most: 3000 } as const;

/** A message of the frame; undefined for everything that is not exactly one. */
export function readFromFrame(data: unknown): FromFrame | undefined {
  const type = own(data, 'type');
  switch (type) {
    case 'ready':
    case 'submitted':
    case 'done':
      return hasExactly(data, 'type') ? { type } : undefined;
    case 'busy': {
      const busy = own(data, 'busy');
      return typeof busy === 'boolean' && hasExactly(data, 'type', 'busy') ? { type, busy } : undefined;
    }
    case 'height': {
      const height = own(data, 'height');
      if (typeof height !== 'number' || !Number.isFinite(height) || !hasExactly(data, 'type', 'height')) {
        return undefined;
      }
      return { type, height: Math.min(Math.max(Math.ceil(height), heightLimits.least), heightLimits.most) };
    }
    default:
      return undefined;
  }
}

/** A message of the page; undefined for everything that is not exactly one. The look is judged where it is applied. */
export function readToFrame(data: unknown): ToFrame | undefined {
  const type = own(data, 'type');
  switch (type) {
    case 'refresh':
    case 'focus':
      return hasExactly(data, 'type') ? { type } : undefined;
    case 'look':
      return hasExactly(data, 'type', 'look') ? { type, look: own(data, 'look') as Look } : undefined;
    case 'open': {
      const clientToken = own(data, 'clientToken');
      const locale = own(data, 'locale');
      if (typeof clientToken !== 'string' || typeof locale !== 'string') return undefined;
      return /^[\x21-\x7e]{16,512}$/.test(clientToken) && hasExactly(data, 'type', 'clientToken', 'locale', 'look')
        ? { type, clientToken, locale, look: own(data, 'look') as Look }
        : undefined;
    }
    default:
      return undefined;
  }
}

const hasExactly = (data: unknown, ...keys: readonly string[]): boolean =>
  typeof data === 'object' &&
  data !== null &&
  Reflect.ownKeys(data).length === keys.length &&
  keys.every((key) => Object.hasOwn(data, key));
