import type { SandboxBank } from '../banks/bank.js';
import { ApiError } from '../errors.js';
import { proto, type JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { finalCallbackUrl, hostedFailureUrl } from './callback-url.js';
import { advance, awaitedStage, enter, type Move } from './engine.js';
import { finish } from './outcome.js';
import type { TokenRequest } from './token-request.js';

/** What Hosted Pages do next: show fields, or send the browser on. */
export type HostedMove =
  | { readonly kind: 'fields'; readonly fields: readonly JsonObject[] }
  | { readonly kind: 'leave'; readonly url: string };

const toHosted = (world: World, request: TokenRequest, move: Move): HostedMove => {
  if (move.kind === 'redirect') return { kind: 'leave', url: move.url };
  if (move.kind === 'done') return { kind: 'leave', url: finalCallbackUrl(world, request) };
  request.hosted.fields = move.fields;
  return { kind: 'fields', fields: move.fields };
};

const failed = (world: World, request: TokenRequest, error: unknown): HostedMove => {
  if (!(error instanceof ApiError)) throw error;
  finish(world, request, { reply: {}, result: 'REJECTED', reason: `${error.status}: ${error.message}` });
  const refused = { kind: 'refused', status: error.status, code: 13, message: error.message } as const;
  return { kind: 'leave', url: finalCallbackUrl(world, request, refused) };
};

/** The first step at the bank after the consent. */
export const startHosted = (world: World, request: TokenRequest, bank: SandboxBank): HostedMove => {
  const first = bank.journey.first?.fields;
  if (request.position === 'start' && first !== undefined) {
    const fields = first.map((field) => proto({ ...field }) as JsonObject);
    return toHosted(world, request, { kind: 'fields', fields });
  }
  if (request.position !== 'start' && request.hosted.fields !== undefined) {
    return { kind: 'fields', fields: request.hosted.fields };
  }
  const position = request.position === 'start' ? 0 : request.position;
  try {
    return toHosted(world, request, enter(world, request, bank, position));
  } catch (error) {
    return failed(world, request, error);
  }
};

export const submitHosted = (
  world: World,
  request: TokenRequest,
  bank: SandboxBank,
  values: Readonly<Record<string, string>>,
): HostedMove => {
  try {
    if (awaitedStage(request, bank)?.kind === 'redirect') return startHosted(world, request, bank);
    return toHosted(world, request, advance(world, request, bank, values));
  } catch (error) {
    return failed(world, request, error);
  }
};

export const cancelHosted = (world: World, request: TokenRequest): string => {
  finish(world, request, { reply: {}, result: 'REJECTED', reason: 'The user cancelled' });
  return hostedFailureUrl(world, request, 'access_denied', 'The user cancelled');
};
