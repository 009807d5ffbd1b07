import type { SandboxBank } from '../banks/bank.js';
import { ApiError, invalid } from '../errors.js';
import { proto, type JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { openApproval } from './approvals.js';
import { judge } from './judge.js';
import type { FieldsStage, Stage, WireField } from './journey.js';
import { DECLINED, FAILED, finish } from './outcome.js';
import type { TokenRequest } from './token-request.js';
import { openVisit } from './visits.js';

/** What comes next for the user. */
export type Move =
  | { readonly kind: 'fields'; readonly fields: readonly JsonObject[] }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'done'; readonly reply: JsonObject };

const stagesOf = (bank: SandboxBank): readonly Stage[] => bank.journey.stages;
const ask = (fields: readonly WireField[]): Move => ({
  kind: 'fields',
  fields: fields.map((field) => proto({ ...field }) as JsonObject),
});

/** The stage that the next call speaks to. */
export const awaitedStage = (request: TokenRequest, bank: SandboxBank): Stage | undefined =>
  request.position === 'start' ? (bank.journey.first ?? stagesOf(bank)[0]) : stagesOf(bank)[request.position];

const waitAt = (request: TokenRequest, position: number): void => {
  request.position = position;
  request.mistakes = 0;
};

/** Moves the request to stage `position`. Faults leave it where it is, so that a repeated call meets them again. */
export const enter = (world: World, request: TokenRequest, bank: SandboxBank, position: number): Move => {
  const stage = stagesOf(bank)[position];
  if (stage === undefined) return { kind: 'done', reply: finish(world, request, bank.journey.ending) };
  if (stage.kind === 'fault') throw new ApiError(stage.status, stage.message, stage.details);
  waitAt(request, position);
  if (stage.kind === 'fields') return ask(stage.fields);
  if (stage.kind === 'redirect') return { kind: 'redirect', url: openVisit(world, request, bank) };
  openApproval(world, request, bank, stage.description);
  return decoupledFields(stage);
};

const decoupledFields = (stage: Extract<Stage, { kind: 'decoupled' }>): Move =>
  ask([...(stage.beside ?? []), { description: stage.description, type: 'DECOUPLED' }]);

const next = (request: TokenRequest): number => (request.position === 'start' ? 0 : request.position + 1);

const missing = (request: TokenRequest, ids: readonly string[]): ApiError => {
  const names = ids.some((id) => id === 'username' || id === 'otp') ? 'username or OTP' : ids.join(' or ');
  const cause = `INVALID_ARGUMENT: Expected ${names} credential.`;
  return new ApiError('INTERNAL', `InitiateBankAuth failed for TokenRequest: ${request.id} due to ${cause}`);
};

const takeFields = (
  world: World,
  request: TokenRequest,
  bank: SandboxBank,
  stage: FieldsStage,
  credentials: Readonly<Record<string, string>>,
): Move => {
  const verdict = judge(stage, credentials);
  if (verdict.kind === 'missing') throw missing(request, verdict.ids);
  if (verdict.kind === 'not-an-option') throw invalid(`credentials.${verdict.id} must be one of the options`);
  if (verdict.kind === 'declined') return { kind: 'done', reply: finish(world, request, DECLINED) };
  if (verdict.kind === 'right') return enter(world, request, bank, next(request));
  request.mistakes += 1;
  if (stage.onWrong === 'error') throw missing(request, verdict.ids);
  if (stage.onWrong === 'again' && request.mistakes < 2) return ask(stage.fields);
  return { kind: 'done', reply: finish(world, request, FAILED) };
};

const takeApproval = (
  world: World,
  request: TokenRequest,
  bank: SandboxBank,
  stage: Extract<Stage, { kind: 'decoupled' }>,
): Move => {
  const decision = world.approvals.get(request.approvalId ?? '')?.decision;
  if (decision === 'declined') return { kind: 'done', reply: finish(world, request, DECLINED) };
  return decision === 'approved' ? enter(world, request, bank, next(request)) : decoupledFields(stage);
};

/** One authorization call: takes what the user gave for the awaited stage and says what comes next. */
export const advance = (
  world: World,
  request: TokenRequest,
  bank: SandboxBank,
  credentials: Readonly<Record<string, string>>,
): Move => {
  if (request.outcome !== undefined) return { kind: 'done', reply: request.outcome.reply };
  const { first } = bank.journey;
  if (request.position === 'start') {
    return first === undefined ? enter(world, request, bank, 0) : takeFields(world, request, bank, first, credentials);
  }
  const stage = stagesOf(bank)[request.position];
  if (stage?.kind === 'fields') return takeFields(world, request, bank, stage, credentials);
  if (stage?.kind === 'decoupled') return takeApproval(world, request, bank, stage);
  return enter(world, request, bank, request.position);
};
