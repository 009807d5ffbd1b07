import type { ErrorDetails, GrpcName } from '../errors.js';
import { usernameOnly } from './fields.js';
import type { TestBank } from './test-bank.js';

const answering = (
  id: string,
  name: string,
  [status, message]: readonly [GrpcName, string],
  details: ErrorDetails = {},
): TestBank => ({
  id,
  name,
  scaMethods: ['REDIRECT'],
  journey: { stages: [{ kind: 'fault', status, message, details }] },
});

/** Banks whose authorization call answers with an error, each in one of the documented shapes. */
const refusing: readonly TestBank[] = [
  answering('sim-error-403', 'Test Bank Error 403', ['PERMISSION_DENIED', 'Consent is not allowed for this account']),
  answering('sim-error-429', 'Test Bank Error 429', ['RESOURCE_EXHAUSTED', 'Too many requests to the bank'], {
    external: true,
    retryAfterSeconds: 30,
  }),
  answering('sim-error-503', 'Test Bank Error 503', ['UNAVAILABLE', 'Bank is unavailable'], { external: true }),
  answering('sim-error-504', 'Test Bank Error 504', ['DEADLINE_EXCEEDED', 'Deadline exceeded'], { external: true }),
  answering('sim-error-text', 'Test Bank Error as Text', ['INTERNAL', 'The bank answered with status 500'], {
    shape: 'text',
    external: true,
  }),
  answering('sim-error-json', 'Test Bank Error as JSON', ['DEADLINE_EXCEEDED', 'Deadline exceeded'], {
    shape: 'doc',
    external: true,
  }),
  answering('sim-error-json-code', 'Test Bank Error as JSON with Code', ['UNAVAILABLE', 'Bank is unavailable'], {
    shape: 'oas',
    external: true,
  }),
  answering('sim-error-json-flat', 'Test Bank Error as Flat JSON', ['INVALID_ARGUMENT', 'Bank feature not supported'], {
    shape: 'flat',
  }),
];

/** Banks whose answers are legal and unpleasant. */
const odd: readonly TestBank[] = [
  {
    id: 'sim-failed',
    name: 'Test Bank Authentication Failed',
    scaMethods: ['EMBEDDED_SINGLE_STEP'],
    journey: {
      first: usernameOnly,
      stages: [],
      ending: { reply: { status: 'AUTHENTICATION_FAILED' }, result: 'REJECTED', reason: 'Authentication failed' },
    },
  },
  {
    id: 'sim-declined',
    name: 'Test Bank Declined by User',
    scaMethods: ['EMBEDDED_SINGLE_STEP'],
    journey: {
      first: usernameOnly,
      stages: [],
      ending: { reply: { status: 'DECLINED_BY_PSU' }, result: 'REJECTED', reason: 'Declined by the user' },
    },
  },
  {
    id: 'sim-expired',
    name: 'Test Bank Expired',
    scaMethods: ['REDIRECT'],
    journey: { stages: [{ kind: 'redirect' }], ending: { reply: {}, result: 'EXPIRED' } },
  },
  {
    id: 'sim-empty-answer',
    name: 'Test Bank Empty Answer',
    scaMethods: ['EMBEDDED_SINGLE_STEP'],
    journey: { first: usernameOnly, stages: [], ending: { reply: {}, result: 'PROCESSED' } },
  },
  {
    id: 'sim-unknown-field',
    name: 'Test Bank Unknown Field Type',
    scaMethods: ['EMBEDDED_MULTI_STEP'],
    journey: {
      first: usernameOnly,
      stages: [
        {
          kind: 'fields',
          fields: [{ id: 'voice', displayName: 'Code word', description: 'Say or type it', type: 'VOICE_SAMPLE' }],
          onWrong: 'fail',
        },
      ],
    },
  },
  {
    id: 'sim-unknown-status',
    name: 'Test Bank Unknown Status',
    scaMethods: ['EMBEDDED_SINGLE_STEP'],
    journey: {
      first: usernameOnly,
      stages: [],
      ending: {
        reply: { status: 'AUTHENTICATION_DEFERRED' },
        result: 'PROCESSED',
        meanwhile: { status: 'PROCESSING', reads: 2 },
      },
    },
  },
  {
    id: 'sim-never-processed',
    name: 'Test Bank Never Finishes',
    scaMethods: ['EMBEDDED_SINGLE_STEP'],
    journey: {
      first: usernameOnly,
      stages: [],
      ending: { reply: { status: 'AUTHENTICATED' }, result: 'PENDING' },
    },
  },
  {
    id: 'sim-down',
    name: 'Test Bank Down',
    startsDown: true,
    scaMethods: ['REDIRECT'],
    journey: {
      stages: [{ kind: 'fault', status: 'UNAVAILABLE', message: 'Bank is down', details: { external: true } }],
    },
  },
];

export const faultyBanks: readonly TestBank[] = [...refusing, ...odd];
