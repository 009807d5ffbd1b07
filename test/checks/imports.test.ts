import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importFaults, importsOf } from './imports.js';

const faults = (file: string, source: string): string[] => importFaults(importsOf(file, source));

test('the widget may import types of the contract, and no value', () => {
  const types = `import type { Bank } from '../../server/contract/banks.js';`;
  assert.deepEqual(faults('widget/views/a.ts', types), []);
  assert.equal(faults('widget/views/a.ts', types.replace('import type', 'import')).length, 1);
});

test('the widget imports no package but lit', () => {
  assert.deepEqual(
    faults('widget/a.ts', `import { html } from 'lit'; import { property } from 'lit/decorators.js';`),
    [],
  );
  assert.equal(faults('widget/a.ts', `import { z } from 'zod';`).length, 1);
});

test('a dynamic import and a re-export count', () => {
  assert.equal(faults('widget/a.ts', `export * from '../server/config.js'; await import('node:fs');`).length, 2);
});

test('a provider knows its own folder and the common files, but no other provider', () => {
  const source = `import '../provider.js'; import './wire.js'; import '../other/wire.js';`;
  assert.deepEqual(
    faults('server/providers/token-io/client.ts', source).map((fault) => fault.split(':')[0]),
    ['server/providers/token-io/client.ts imports server/providers/other/wire.js'],
  );
});

test('session and connection reach no concrete provider and no http', () => {
  const source = `import type { Step } from '../providers/provider.js'; import '../providers/token-io/index.js'; import '../http/errors.js';`;
  assert.equal(faults('server/session/service.ts', source).length, 2);
  assert.equal(faults('server/connection/service.ts', source).length, 2);
});

test('http reaches neither store nor providers', () => {
  assert.equal(
    faults('server/http/routes/a.ts', `import '../../store/store.js'; import '../../providers/provider.js';`).length,
    2,
  );
});

test('the client of the API imports types of the contract, Node, and nothing else', () => {
  const types = `import type { Account } from '../contract/connections.js'; import './error.js'; import 'node:crypto';`;
  assert.deepEqual(faults('server/client/client.ts', types), []);
  const values = `import { Account } from '../contract/connections.js'; import '../lib/clock.js'; import { z } from 'zod';`;
  assert.equal(faults('server/client/client.ts', values).length, 3);
});

test('the simulator shares no code with the server', () => {
  assert.equal(faults('demo/sandbox/token-io/a.ts', `import '../../../server/lib/clock.js';`).length, 1);
});
