import { GRPC, invalid } from '../errors.js';
import { isPaymentStatus, type DocumentedStatus } from '../payments/status.js';
import { isObject } from '../wire.js';
import type { FaultRule } from './fault-desk.js';
import type { Settings } from './settings.js';

/** The body of `POST /sandbox/command`. */
export type ControlCommand =
  | { readonly do: 'fault'; readonly rule: FaultRule }
  | { readonly do: 'clear-faults' }
  | { readonly do: 'advance-clock'; readonly ms: number }
  | { readonly do: 'decide'; readonly approvalId: string; readonly decision: 'approved' | 'declined' }
  | { readonly do: 'revoke-token'; readonly tokenId: string }
  | { readonly do: 'expire-token'; readonly tokenId: string }
  | { readonly do: 'end-request'; readonly requestId: string; readonly result: 'REJECTED' | 'EXPIRED' }
  | {
      readonly do: 'set-payment';
      readonly paymentId: string;
      readonly status: DocumentedStatus;
      readonly reason?: string;
    }
  | { readonly do: 'set-bank'; readonly bankId: string; readonly down: boolean }
  | { readonly do: 'settings'; readonly settings: Partial<Settings> }
  | { readonly do: 'clear-calls' }
  | { readonly do: 'reset' };

const text = (body: Record<string, unknown>, name: string): string => {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw invalid(`${name}: a text is required`);
  return value;
};

const readRule = (rule: unknown): FaultRule => {
  if (!isObject(rule)) throw invalid('rule: an object is required');
  const { error, times } = rule;
  text(rule, 'path');
  if (error !== undefined && !(isObject(error) && Object.hasOwn(GRPC, String(error['status'])))) {
    throw invalid('rule.error.status: a gRPC status name is required');
  }
  if (times !== undefined && times !== 'always' && !Number.isInteger(times))
    throw invalid('rule.times: a number or always');
  return rule as unknown as FaultRule;
};

const NUMBERS: ReadonlySet<string> = new Set([
  'pendingReads',
  'paymentReads',
  'unattendedReadsPerDay',
  'consentLifetimeMs',
]);

const readSettings = (settings: unknown): Partial<Settings> => {
  if (!isObject(settings)) throw invalid('settings: an object is required');
  for (const [name, value] of Object.entries(settings)) {
    const isGood = name === 'callback' ? isObject(value) : NUMBERS.has(name) && Number.isSafeInteger(value);
    if (!isGood) throw invalid(`settings.${name}: unknown, or not of its type`);
  }
  return settings;
};

const readDecision = (body: Record<string, unknown>): ControlCommand => {
  const decision = text(body, 'decision');
  if (decision !== 'approved' && decision !== 'declined') throw invalid('decision: approved or declined');
  return { do: 'decide', approvalId: text(body, 'approvalId'), decision };
};

const readPayment = (body: Record<string, unknown>): ControlCommand => {
  const status = text(body, 'status');
  if (!isPaymentStatus(status)) throw invalid('status: unknown value');
  const reason = body['reason'] === undefined ? {} : { reason: text(body, 'reason') };
  return { do: 'set-payment', paymentId: text(body, 'paymentId'), status, ...reason };
};

/** @throws ApiError INVALID_ARGUMENT */
export const readControlCommand = (body: unknown): ControlCommand => {
  if (!isObject(body)) throw invalid('an object is required');
  switch (body['do']) {
    case 'fault':
      return { do: 'fault', rule: readRule(body['rule']) };
    case 'advance-clock':
      if (typeof body['ms'] !== 'number') throw invalid('ms: a number is required');
      return { do: 'advance-clock', ms: body['ms'] };
    case 'decide':
      return readDecision(body);
    case 'revoke-token':
      return { do: 'revoke-token', tokenId: text(body, 'tokenId') };
    case 'expire-token':
      return { do: 'expire-token', tokenId: text(body, 'tokenId') };
    case 'end-request':
      return {
        do: 'end-request',
        requestId: text(body, 'requestId'),
        result: body['result'] === 'EXPIRED' ? 'EXPIRED' : 'REJECTED',
      };
    case 'set-payment':
      return readPayment(body);
    case 'set-bank':
      return { do: 'set-bank', bankId: text(body, 'bankId'), down: body['down'] === true };
    case 'settings':
      return { do: 'settings', settings: readSettings(body['settings']) };
    case 'clear-faults':
    case 'clear-calls':
    case 'reset':
      return { do: body['do'] };
    default:
      throw invalid('do: unknown command');
  }
};
