import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doesNotStart, keysWithUnsafeSettings } from './boot-kit.js';

doesNotStart();

test('the server process is tried with at least 25 unsafe settings', () => assert.ok(keysWithUnsafeSettings >= 25));
