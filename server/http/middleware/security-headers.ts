import type { MiddlewareHandler } from 'hono';
import { presetHeaders } from '../preset-headers.js';
import type { AppEnv } from '../context.js';

const permissions = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * The strictest answer is the default: nothing may be cached, framed, embedded, sniffed or run. Pages, assets and logos
 * loosen what they must.
 */
export function securityHeaders(publicUrl: string): MiddlewareHandler<AppEnv> {
  const headers: [string, string][] = [
    ['Cache-Control', 'no-store'],
    ['Content-Security-Policy', "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', permissions],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
  ];
  if (publicUrl.startsWith('https:')) headers.push(['Strict-Transport-Security', 'max-age=63072000']);
  return async function securityHeaders(c, next) {
    presetHeaders(c, headers);
    await next();
  };
}
