import { browserOperations } from './operations/browser.js';
import { dataOperations } from './operations/data.js';
import { frameOperations } from './operations/frame.js';
import { merchantOperations } from './operations/merchant.js';
import { operatorOperations } from './operations/operator.js';
import { paymentsOperations } from './operations/payments.js';
import { registrationsOperations } from './operations/registrations.js';
import { webhooksOperations } from './operations/webhooks.js';
import { widgetOperations } from './operations/widget.js';
import type { Operation } from './operations/operation.js';

/** Every operation of the server, in the order of the document. A test holds it against the routes. */
export const operations: readonly Operation[] = [
  ...merchantOperations,
  ...paymentsOperations,
  ...dataOperations,
  ...webhooksOperations,
  ...widgetOperations,
  ...frameOperations,
  ...browserOperations,
  ...registrationsOperations,
  ...operatorOperations,
];
