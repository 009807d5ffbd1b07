import type { AppContext } from '../context.js';
import { ApiError } from '../errors.js';

const maxBodyBytes = 16 * 1024;

/**
 * The text of a request's body: of exactly this media type, not compressed, UTF-8, at most 16 KiB however it is framed.
 */
export async function readBody(c: AppContext, mediaType: string): Promise<string> {
  checkHeaders(c, mediaType);
  const bytes = await readBytes(c);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ApiError(mediaType === 'application/json' ? 'malformed_json' : 'invalid_request', { cause });
  }
}

/** True when the request has neither a body nor the announcement of one. */
export function hasNoBody(c: AppContext): boolean {
  const length = c.req.header('content-length');
  return c.req.header('transfer-encoding') === undefined && (length === undefined || length === '0');
}

function checkHeaders(c: AppContext, mediaType: string): void {
  const encoding = c.req.header('content-encoding');
  if (encoding !== undefined) throw new ApiError('unsupported_media_type');
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim());
  if (type.trim() !== mediaType || charset.some((parameter) => !/^charset="?utf-8"?$/.test(parameter))) {
    throw new ApiError('unsupported_media_type');
  }
  if (Number(c.req.header('content-length') ?? 0) > maxBodyBytes) throw new ApiError('payload_too_large');
}

async function readBytes(c: AppContext): Promise<Uint8Array> {
  // Node holds the sender to an announced length; only a chunked body has to be counted while it arrives.
  if (c.req.header('content-length') !== undefined) return new Uint8Array(await c.req.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBodyBytes) throw new ApiError('payload_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
