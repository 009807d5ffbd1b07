/** JSON as it goes over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

const isDefault = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

/** The proto3 JSON mapping: false, 0, "" and empty lists are left out; a message that is set stays, even as `{}`. */
export const proto = (value: Json | undefined): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => proto(item));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !isDefault(member))
      .map(([key, member]) => [key, proto(member)]),
  );
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** base64url without padding; anything else, also a non-canonical last character, is undefined. */
export const decodeBase64url = (text: string): Buffer | undefined => {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};

/** ISO 8601, UTC. */
export const isoOf = (epochMs: number): string => new Date(epochMs).toISOString();
