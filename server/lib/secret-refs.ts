/** Where settings come from. `readFile` throws when there is no such file. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  /**
   * Credentials of a client that was registered at a bank: the secret of `<id>`, the client id of `<id>.clientId`.
   * Undefined when there are none.
   */
  readonly registration?: (name: string) => string | undefined;
}

export interface ResolvedSettings {
  readonly value: unknown;
  /** One line per reference that leads nowhere. */
  readonly faults: readonly string[];
  /** Files that secrets were read from, by the path of their key. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Replaces every `{"env": "NAME"}`, `{"file": "path"}` and `{"registration": "id"}` of a JSON document by the text that it
 * names (a trailing line break of a file is dropped). Anything else stays as it is.
 */
export function resolveSecretRefs(document: unknown, sources: SettingSources): ResolvedSettings {
  const faults: string[] = [];
  const files = new Map<string, string>();

  const resolve = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, join(path, String(index))));
    if (typeof value !== 'object' || value === null) return value;
    const [entry, ...others] = Object.entries(value);
    if (entry && others.length === 0 && typeof entry[1] === 'string') {
      if (entry[0] === 'env') return fromEnv(entry[1], path);
      if (entry[0] === 'file') return fromFile(entry[1], path);
      if (entry[0] === 'registration') return fromRegistration(entry[1], path);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, join(path, key))]));
  };

  const fromEnv = (name: string, path: string): string | undefined => {
    const value = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
    if (value !== undefined && value !== '') return value;
    faults.push(`${path}: the environment variable that it names is not set; set it`);
    return undefined;
  };

  const fromFile = (file: string, path: string): string | undefined => {
    files.set(path, file);
    try {
      return sources.readFile(file).replace(/\r?\n$/, '');
    } catch {
      faults.push(`${path}: the file that it names cannot be read; check the path and its permissions`);
      return undefined;
    }
  };

  const fromRegistration = (name: string, path: string): string | undefined => {
    const value = sources.registration?.(name);
    if (value !== undefined) return value;
    faults.push(`${path}: the registration that it names has no such credentials yet; see \`bank-connect register\``);
    return undefined;
  };

  return { value: resolve(document, ''), faults, files };
}

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);
