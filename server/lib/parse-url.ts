/**
 * The absolute address in `text` (relative ones against `base`), or undefined. `URL.canParse` is of no use here: once Node 20
 * has compiled its caller, it says no to every address with a letter such as ä.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
