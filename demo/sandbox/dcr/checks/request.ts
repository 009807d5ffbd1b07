import { Refusal } from '../errors.js';
import type { ProfileName, Settings } from '../settings.js';

/** Larger bodies are not read (sheet §9.2). */
export const MAX_BYTES = 64 * 1024;

/** The compact JWT in a request: exactly the media type of the profile, parameters aside (§9.1), and nothing around it. */
export function jwtOf(contentType: string, body: Buffer, profile: ProfileName, settings: Settings): string {
  const wanted = profile === 'priora' ? 'application/jwt' : settings.obieMediaType;
  const [type = ''] = contentType.toLowerCase().split(';');
  if (type.trim() !== wanted) {
    throw new Refusal('RequestFormatInvalid', `The media type must be ${wanted}`, undefined, 415);
  }
  if (body.length > MAX_BYTES) throw new Refusal('RequestFormatInvalid', 'The body is larger than 64 KiB');
  const text = body.toString('latin1');
  return wanted === 'application/json' ? jsonString(text) : text;
}

function jsonString(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
  } catch {
    // Said below.
  }
  throw new Refusal('RequestFormatInvalid', 'The body must be a JSON string');
}
