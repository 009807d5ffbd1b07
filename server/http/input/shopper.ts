import { isIP } from 'node:net';
import { ShopperHeaders } from '../../contract/connections.js';
import { canonicalAddress, isPublicAddress } from '../../lib/ip-address.js';
import type { AppContext } from '../context.js';
import type { AppConfig } from '../deps.js';
import { ApiError } from '../errors.js';
import { parse } from './parse.js';

const address = 'PSU-IP-Address';
const userAgent = 'PSU-User-Agent';

/**
 * The shopper on whose behalf the merchant's backend reads, as it says by headers; undefined when it says nothing. The address of
 * the caller is the backend's own: it never stands in for the shopper's.
 */
export function readShopper(
  c: AppContext,
  { environment }: Pick<AppConfig, 'environment'>,
): { readonly ipAddress: string; readonly userAgent?: string } | undefined {
  const said = parse(ShopperHeaders, { [address]: c.req.header(address), [userAgent]: c.req.header(userAgent) });
  const { [address]: text, [userAgent]: agent } = said;
  if (text === undefined) {
    if (agent === undefined) return undefined;
    throw fault(address, `Say the shopper's address as well, or leave ${userAgent} out.`);
  }
  const ipAddress = isIP(text) === 0 ? undefined : canonicalAddress(text);
  if (ipAddress === undefined) throw fault(address, 'Use one IPv4 or IPv6 address, without a port.');
  if (environment === 'production' && !isPublicAddress(ipAddress)) {
    throw fault(address, "Use the shopper's address on the internet; this one is private or reserved.");
  }
  return { ipAddress, ...(agent === undefined ? {} : { userAgent: agent }) };
}

const fault = (path: string, message: string): ApiError =>
  new ApiError('invalid_request', { fields: [{ path, message }] });
