import assert from 'node:assert/strict';
import { schemaFaults } from './json-schema.js';

type Json = Readonly<Record<string, unknown>>;
interface Described {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Json }>> }>
  >;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** Holds answers against the OpenAPI document, and keeps count of what it saw. */
export class Documented {
  readonly #document: OpenApi;
  /** `operation id` → statuses of answers that are as documented. */
  readonly seen = new Map<string, Set<number>>();

  constructor(document: OpenApi) {
    this.#document = document;
  }

  /** Throws when an answer is not what the document says of its operation. */
  check(
    method: string,
    path: string,
    answer: { readonly status: number; readonly type: string; readonly text: string },
  ): void {
    const { status, type, text } = answer;
    const { operationId, responses } = this.#operation(method, path);
    const said = responses[String(status)];
    const name = `${operationId} (${method} ${path}): ${status}`;
    assert.ok(said, `${name} is not in the document`);
    const [mediaType = ''] = type.split(';');
    const entry = Object.entries(said.content ?? {}).find(([known]) => known.startsWith(mediaType) && mediaType !== '');
    assert.equal(entry !== undefined || text === '', true, `${name} has ${type}, which is not in the document`);
    const schema = entry?.[1].schema;
    if (schema !== undefined && mediaType === 'application/json') {
      assert.deepEqual(
        schemaFaults(schema, JSON.parse(text), (ref) => this.#resolve(ref)),
        [],
        name,
      );
    }
    this.seen.set(operationId, (this.seen.get(operationId) ?? new Set()).add(status));
  }

  /** `fetch`, which checks every answer of the server at `origin` that is no stream. */
  fetch(origin: string): typeof fetch {
    return async (input, init) => {
      const response = await fetch(input, init);
      const url = new URL(input instanceof Request ? input.url : input);
      const text = await response.text();
      if (url.origin === origin) {
        const type = response.headers.get('content-type') ?? '';
        this.check(init?.method ?? 'GET', url.pathname, { status: response.status, type, text });
      }
      return new Response(text === '' ? null : text, { status: response.status, headers: response.headers });
    };
  }

  #operation(method: string, path: string): Described {
    const fits = Object.keys(this.#document.paths).filter((pattern) =>
      new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    // A pattern without parameters goes before one with.
    const [pattern] = fits.sort((a, b) => a.split('{').length - b.split('{').length);
    const operation = this.#document.paths[pattern ?? '']?.[method.toLowerCase()];
    assert.ok(operation, `${method} ${path} is not in the document`);
    return operation;
  }

  #resolve(ref: string): Json {
    const schema = this.#document.components.schemas[ref.replace('#/components/schemas/', '')];
    assert.ok(schema, `${ref} leads nowhere`);
    return schema;
  }
}
