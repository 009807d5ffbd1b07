import { z } from 'zod';
import * as accounts from '../../contract/accounts.js';
import * as banks from '../../contract/banks.js';
import * as connections from '../../contract/connections.js';
import * as errors from '../../contract/errors.js';
import { errorTable } from '../../contract/errors.js';
import type { ErrorCode } from '../../contract/errors.js';
import * as fields from '../../contract/fields.js';
import * as money from '../../contract/money.js';
import * as payments from '../../contract/payments.js';
import * as registrations from '../../contract/registrations.js';
import * as session from '../../contract/session.js';
import * as webhooks from '../../contract/webhooks.js';
import { examples } from './examples.js';
import { operations } from './operations.js';
import type { Caller, Operation } from './operations/operation.js';

export type JsonObject = { [key: string]: unknown };

/** Every schema of the contract has a name of its own in the document, but those of queries and headers, which are parameters. */
const names: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    ...accounts,
    ...banks,
    ...connections,
    ...errors,
    ...fields,
    ...money,
    ...payments,
    ...registrations,
    ...session,
    ...webhooks,
  })
    .filter(([name, value]) => value instanceof z.ZodType && !/(Query|Headers)$/.test(name))
    .map(([name, schema]) => [schema, name]),
);

/** The OpenAPI 3.1 document of this server, made from the schemas that it really checks. */
export function openApiDocument(publicUrl: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bank Connect companion server',
      version: '1',
      description:
        'Connects a shopper’s bank. Errors are always `{"error": Problem}`; on pages for people they are a page with the code in `X-Bank-Connect-Error`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    paths: paths(),
    webhooks: { event: { post: webhook } },
    components: { schemas: schemas(), securitySchemes },
  };
}

const webhookHeader = (name: string, description: string): JsonObject => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

/** What this server posts to the merchant's address; signed as Standard Webhooks 1.0. */
const webhook: JsonObject = {
  operationId: 'receiveEvent',
  tags: ['Merchant'],
  summary: 'Tells the merchant’s backend what happened',
  description: 'Verify the signature over the body as it came, and drop ids that you have seen. See docs/webhooks.md.',
  parameters: [
    webhookHeader('webhook-id', 'The id of the event.'),
    webhookHeader('webhook-timestamp', 'When it was sent, in seconds since 1970.'),
    webhookHeader('webhook-signature', '`v1,` and the base64 of an HMAC-SHA256; one for each secret.'),
  ],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookEvent' } } },
  },
  responses: {
    '2XX': { description: 'It was taken.' },
    default: { description: 'It was not, and is sent again for 72 hours at least.' },
  },
};

const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'A key of the merchant’s backend: `bc_…`.' },
  operatorKey: { type: 'http', scheme: 'bearer', description: 'A key of whoever runs the server: `bc_…`.' },
  clientToken: { type: 'http', scheme: 'bearer', description: 'The token of one session.' },
  metricsToken: { type: 'http', scheme: 'bearer', description: 'Where the configuration sets one.' },
} satisfies Record<Exclude<Caller, 'anybody'>, JsonObject>;

function schemas(): JsonObject {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) if (schema instanceof z.ZodType) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutDialect(schema)]));
}

function paths(): JsonObject {
  const byPath: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}');
    byPath[path] = { ...byPath[path], [operation.method]: describe(operation) };
  }
  return byPath;
}

function describe(operation: Operation): JsonObject {
  const { id, tag, summary, description, caller, body } = operation;
  const parameters = [
    ...pathParameters(operation),
    ...namedParameters('query', operation.query),
    ...namedParameters('header', operation.headers),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: caller === 'anybody' ? [] : [{ [caller]: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [body.type]: { schema: reference(body.schema) } } } }),
    responses: responses(operation),
  };
}

function pathParameters({ path }: Operation): JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function namedParameters(where: 'query' | 'header', group: z.ZodObject | undefined): JsonObject[] {
  return Object.entries(group?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: where,
    required: false,
    schema: inline(schema as z.ZodType),
  }));
}

function responses(operation: Operation): JsonObject {
  const { status, type, schema, says } = operation.success;
  const example = examples[operation.id];
  const shape = { ...(schema && { schema: reference(schema) }), ...(example && { example }) };
  const content = type === undefined ? {} : { content: { [type]: shape } };
  const answers: Record<string, { description: string; content?: JsonObject }> = {
    [status]: { description: says, ...content },
  };
  const isPage = type?.startsWith('text/html') === true || operation.success.status === 303;
  for (const code of errorCodes(operation)) {
    const { status: errorStatus, message } = errorTable[code];
    const earlier = answers[errorStatus]?.description;
    answers[errorStatus] = {
      description: `${earlier === undefined ? '' : `${earlier} `}\`${code}\`: ${message}`,
      content: isPage
        ? { 'text/html; charset=utf-8': {} }
        : { 'application/json': { schema: reference(errors.ErrorBody) } },
    };
  }
  return answers;
}

const callerErrors: Readonly<Record<Caller, readonly ErrorCode[]>> = {
  apiKey: ['invalid_api_key', 'rate_limited'],
  operatorKey: ['invalid_api_key', 'rate_limited'],
  clientToken: ['unauthorized', 'origin_not_allowed', 'rate_limited'],
  metricsToken: ['rate_limited'],
  anybody: [],
};

function errorCodes({ caller, errors: own = [] }: Operation): ErrorCode[] {
  return [...new Set<ErrorCode>(['invalid_request', ...callerErrors[caller], ...own, 'internal'])];
}

const reference = (schema: z.ZodType): JsonObject => {
  const name = names.get(schema);
  return name === undefined ? inline(schema) : { $ref: `#/components/schemas/${name}` };
};

function inline(schema: z.ZodType): JsonObject {
  return withoutDialect(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }));
}

/** The document as a whole says which JSON Schema it speaks, and where its schemas are. */
const withoutDialect = (schema: object): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
