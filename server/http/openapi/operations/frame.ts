import { CredentialsSubmission, CredentialsView } from '../../../contract/fields.js';
import { bodyErrors, json, type Operation, stateErrors, view } from './operation.js';

/** What the credential frame asks for. */
export const frameOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/session/credentials',
    id: 'readCredentials',
    tag: 'Frame',
    summary: 'Reads the fields that the bank asks for',
    description: 'Same origin only.',
    caller: 'clientToken',
    success: { status: 200, ...json(CredentialsView), says: 'The fields of the present round.' },
    errors: stateErrors,
  },
  {
    method: 'post',
    path: '/v1/session/credentials',
    id: 'sendCredentials',
    tag: 'Frame',
    summary: 'Sends what the shopper typed',
    description: 'Same origin only, except for merchants with inline fields.',
    caller: 'clientToken',
    body: json(CredentialsSubmission),
    success: view,
    errors: [...bodyErrors, ...stateErrors],
  },
];
