import type { ErrorCode } from '../../../contract/errors.js';
import {
  CreateRegistration,
  Registration,
  RegistrationCredentials,
  RegistrationQuery,
  RegistrationRemovalQuery,
} from '../../../contract/registrations.js';
import { bodyErrors, json, type Operation } from './operation.js';

const calling = [
  'wrong_state',
  'registration_refused',
  'bank_not_supported',
  'provider_unavailable',
  'provider_rate_limited',
  'bad_provider_answer',
] as const satisfies readonly ErrorCode[];

/** Clients at banks, for the operator. */
export const registrationsOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/registrations',
    id: 'register',
    tag: 'Operator',
    summary: 'Registers a client at a bank',
    description:
      'What is registered, where and with which key is configuration. Faults are found before anything is sent, and all of them are named. Repeating it sends nothing once the client is registered or the bank has promised an e-mail; the answer is then 200.',
    caller: 'operatorKey',
    body: json(CreateRegistration),
    success: { status: 201, ...json(Registration), says: 'The client; 202 when the bank decides later.' },
    errors: [...bodyErrors, 'not_found', ...calling],
  },
  {
    method: 'get',
    path: '/v1/registrations/:id',
    id: 'readRegistration',
    tag: 'Operator',
    summary: 'Reads where a registration stands; with `from=bank`, asks the bank first',
    caller: 'operatorKey',
    query: RegistrationQuery,
    success: { status: 200, ...json(Registration), says: 'The registration, without secrets.' },
    errors: ['not_found', ...calling],
  },
  {
    method: 'put',
    path: '/v1/registrations/:id',
    id: 'updateRegistration',
    tag: 'Operator',
    summary: 'Registers what the configuration says now over what the bank has',
    caller: 'operatorKey',
    success: { status: 200, ...json(Registration), says: 'The registration, without secrets.' },
    errors: ['not_found', ...calling],
  },
  {
    method: 'put',
    path: '/v1/registrations/:id/credentials',
    id: 'supplyCredentials',
    tag: 'Operator',
    summary: 'Hands in the credentials of the bank’s e-mail',
    caller: 'operatorKey',
    body: json(RegistrationCredentials),
    success: { status: 200, ...json(Registration), says: 'The registration, without secrets.' },
    errors: [...bodyErrors, 'not_found', 'wrong_state'],
  },
  {
    method: 'delete',
    path: '/v1/registrations/:id',
    id: 'removeRegistration',
    tag: 'Operator',
    summary: 'Ends the client at the bank and erases it; with `forget=true`, erases it here only',
    caller: 'operatorKey',
    query: RegistrationRemovalQuery,
    success: { status: 204, says: 'There is no such registration any more.' },
    errors: ['not_found', ...calling],
  },
];
