import { openApiDocument } from '../openapi/document.js';
import type { Router } from '../router.js';

/** The document is made when it is first asked for, and kept. */
export function openApiRoutes({ app, deps }: Router): void {
  let text: string | undefined;
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(openApiDocument(deps.config.publicUrl));
    c.header('Content-Type', 'application/json');
    c.header('Access-Control-Allow-Origin', '*');
    return c.body(text);
  });
}
