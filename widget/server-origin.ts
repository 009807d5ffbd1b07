/** The origin of an http(s) address, or undefined. */
export function originOf(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/** The tag of the classic script that runs, read past the document's own properties, which any element could shadow. */
export function currentScript(): HTMLScriptElement | undefined {
  const script: unknown = Reflect.get(Document.prototype, 'currentScript', document);
  return script instanceof HTMLScriptElement ? script : undefined;
}
