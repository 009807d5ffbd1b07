/** The origin of an http(s) address, or undefined. */
export function originOf(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/**
 * Where the running script came from: `import.meta.url` of a module, else the script tag of a classic script. The tag is
 * read past the document's own properties, which any element with that name could shadow.
 */
export function scriptOrigin(moduleUrl: string | undefined): string | undefined {
  const script: unknown = Reflect.get(Document.prototype, 'currentScript', document);
  return originOf(script instanceof HTMLScriptElement ? script.src : moduleUrl);
}
