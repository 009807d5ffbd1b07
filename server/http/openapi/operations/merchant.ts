import { Connection, ConnectionList, ConnectionQuery } from '../../../contract/connections.js';
import { CreateErasure, Erasure } from '../../../contract/erasures.js';
import { CreatedSession, CreateSession, SessionResult } from '../../../contract/session.js';
import { bodyErrors, json, type Operation } from './operation.js';

/** Sessions and connections, for the merchant’s backend. */
export const merchantOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/sessions',
    id: 'createSession',
    tag: 'Merchant',
    summary: 'Creates a session for one shopper',
    description: 'Hand `clientToken` to `<bank-connect>` as a property. It is shown this once.',
    caller: 'apiKey',
    body: json(CreateSession),
    success: { status: 201, ...json(CreatedSession), says: 'The session, and the token of its widget.' },
    errors: bodyErrors,
  },
  {
    method: 'get',
    path: '/v1/sessions/:id',
    id: 'readSession',
    tag: 'Merchant',
    summary: 'Reads where a session stands and what came of it',
    caller: 'apiKey',
    success: { status: 200, ...json(SessionResult), says: 'The session.' },
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/connections',
    id: 'listConnections',
    tag: 'Merchant',
    summary: 'Lists connections, newest first',
    caller: 'apiKey',
    query: ConnectionQuery,
    success: { status: 200, ...json(ConnectionList), says: 'One page.' },
  },
  {
    method: 'get',
    path: '/v1/connections/:id',
    id: 'readConnection',
    tag: 'Merchant',
    summary: 'Reads one connection',
    caller: 'apiKey',
    success: { status: 200, ...json(Connection), says: 'The connection.' },
    errors: ['not_found'],
  },
  {
    method: 'delete',
    path: '/v1/connections/:id',
    id: 'removeConnection',
    tag: 'Merchant',
    summary: 'Ends the consent and erases the connection',
    caller: 'apiKey',
    success: { status: 204, says: 'There is no such connection any more.' },
    errors: ['not_found', 'provider_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/erasures',
    id: 'eraseShopper',
    tag: 'Merchant',
    summary: 'Erases all that is known of one shopper',
    description:
      'Ends running sessions and every consent, and erases sessions, connections, payments and notices of the shopper. ' +
      'Asking again does no harm. A provider that cannot be told at the moment is told later.',
    caller: 'apiKey',
    body: json(CreateErasure),
    success: { status: 200, ...json(Erasure), says: 'What was erased.' },
    errors: bodyErrors,
  },
];
