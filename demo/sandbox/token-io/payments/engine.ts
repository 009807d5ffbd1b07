import type { SandboxBank } from '../banks/bank.js';
import { GRPC } from '../errors.js';
import { newTraceId } from '../ids.js';
import { openApproval } from '../journeys/approvals.js';
import { judge } from '../journeys/judge.js';
import { openVisit } from '../journeys/visits.js';
import type { JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { COMPLETED, type FormStage, type PaymentEnding, type PaymentJourney, type PaymentStage } from './journey.js';
import { isOver, latest, POLLING_LIFETIME_MS, ranOut, type Payment, type PaymentView } from './payment.js';
import type { PaymentStatus } from './status.js';

const MAX_MISTAKES = 3;

const journeyOf = (bank: SandboxBank): PaymentJourney => bank.payments?.journey ?? { stages: [] };

/** Lets reads show `through` first, then `view`. Everything here answers the payment it was given. */
export const show = (
  world: World,
  payment: Payment,
  view: PaymentView,
  through: readonly PaymentStatus[] = [],
): Payment => {
  const reads = world.settings.paymentReads;
  const before = through.flatMap((status) => Array.from({ length: reads }, (): PaymentView => ({ status })));
  payment.updatedAtMs = world.now();
  const [shown, ...later] = before;
  payment.views = shown === undefined ? [view] : [shown, ...later, view];
  return payment;
};

/** The stage that waits for the user. */
export const awaitedStage = (payment: Payment): PaymentStage | undefined => {
  if (payment.bank === undefined || payment.position === 'over') return undefined;
  const { first, stages } = journeyOf(payment.bank);
  return payment.position === 'start' ? (first ?? stages[0]) : stages[payment.position];
};

/** The `authentication` of a form (sheet §15): texts and pictures stand beside the fields. */
export const wireForm = ({ description, image, flickerCode, fields }: FormStage, isRetry: boolean): JsonObject => ({
  description,
  image,
  flickerCode,
  fields: fields.map((field) => ({ ...field, options: field.options })),
  isRetry,
});

/** Hosted Pages take the step; the TPP is only told where they are. */
const onHostedPages = (payment: Payment, stage: PaymentStage): boolean =>
  payment.mode === 'hosted' || (payment.mode === 'hosted-credentials' && stage.kind !== 'redirect');

export const hostedUrl = (world: World, payment: Payment): string => `${world.publicOrigin}/session/${payment.id}`;

export const toHostedPages = (world: World, payment: Payment): Payment =>
  show(world, payment, {
    status: 'INITIATION_PENDING_REDIRECT_HP',
    authentication: { redirectUrl: hostedUrl(world, payment) },
  });

/** Nothing more happens to the payment. */
export const end = (
  world: World,
  payment: Payment,
  view: PaymentView,
  through: readonly PaymentStatus[] = [],
): Payment => {
  payment.position = 'over';
  return show(world, payment, view, through);
};

const fail = (world: World, payment: Payment, status: keyof typeof GRPC, message: string): Payment =>
  end(world, payment, {
    status: 'INITIATION_FAILED',
    reason: message,
    errorInfo: {
      httpErrorCode: GRPC[status].http,
      message: `${status}: ${message}`,
      tokenExternalError: true,
      tokenTraceId: newTraceId(),
    },
  });

const endingOf = ({ ending = COMPLETED, endings = {} }: PaymentJourney, { amount }: Payment): PaymentEnding =>
  endings[String(Number(amount.value))] ?? ending;

/** The user is done: the bank decides, and the money moves now or never. */
const settle = (
  world: World,
  payment: Payment,
  bank: SandboxBank,
  ending: PaymentEnding,
  before: readonly PaymentStatus[],
): Payment => {
  const { moves, through = ['INITIATION_PROCESSING'], ...view } = ending;
  payment.acceptedAtMs = world.now();
  if (moves) world.ledger.move(payment, bank.id, world.now());
  return end(world, payment, view, [...before, ...through]);
};

/** Moves the payment to stage `position`. `before` are statuses that reads show until the bank has answered. */
const enter = (
  world: World,
  payment: Payment,
  bank: SandboxBank,
  position: number | 'start',
  before: readonly PaymentStatus[] = [],
): Payment => {
  const journey = journeyOf(bank);
  const stage = position === 'start' ? journey.first : journey.stages[position];
  const waits = journey.slow ? (before.length > 0 ? before : ['INITIATION_PENDING' as const]) : [];
  if (position !== 'start' && stage === undefined) {
    return settle(world, payment, bank, endingOf(journey, payment), before);
  }
  if (stage === undefined) return enter(world, payment, bank, 0, before);
  if (stage.kind === 'fault') return fail(world, payment, stage.status, stage.message);
  payment.mistakes = payment.position === position ? payment.mistakes : 0;
  payment.position = position;
  if (stage.kind === 'decoupled') openApproval(world, payment, bank, stage.description);
  const url = stage.kind === 'redirect' ? openVisit(world, payment, bank) : undefined;
  if (onHostedPages(payment, stage)) return toHostedPages(world, payment);
  if (stage.kind === 'form') {
    const authentication = wireForm(stage, payment.mistakes > 0);
    return show(world, payment, { status: 'INITIATION_PENDING_EMBEDDED_AUTH', authentication }, waits);
  }
  if (url === undefined) return show(world, payment, { status: 'INITIATION_PENDING_DECOUPLED_AUTH' }, waits);
  return show(
    world,
    payment,
    { status: 'INITIATION_PENDING_REDIRECT_AUTH', authentication: { redirectUrl: url } },
    waits,
  );
};

const passed = (world: World, payment: Payment, bank: SandboxBank, before: readonly PaymentStatus[]): Payment => {
  if (payment.position === 'over') return payment;
  return enter(world, payment, bank, payment.position === 'start' ? 0 : payment.position + 1, before);
};

/** The values of a form; complete and of the options, as the route has checked. */
export const takeValues = (
  world: World,
  payment: Payment,
  bank: SandboxBank,
  stage: FormStage,
  values: Readonly<Record<string, string>>,
): Payment => {
  const before = ['INITIATION_PENDING_EMBEDDED_AUTH_VERIFICATION'] as const;
  const verdict = judge(stage, values);
  if (verdict.kind === 'declined') return declined(world, payment, before);
  if (verdict.kind === 'right') return passed(world, payment, bank, before);
  payment.mistakes += 1;
  if (payment.mistakes < MAX_MISTAKES && payment.position !== 'over') {
    return enter(world, payment, bank, payment.position, before);
  }
  return end(world, payment, { status: 'INITIATION_REJECTED', reason: 'Authentication with the bank failed' }, before);
};

const declined = (world: World, payment: Payment, before: readonly PaymentStatus[] = []): Payment =>
  end(world, payment, { status: 'INITIATION_DECLINED', reason: 'The user declined the payment' }, before);

/** The first step at the bank: with the initial fields when they came with the order. */
export const begin = (
  world: World,
  payment: Payment,
  bank: SandboxBank,
  initial: Readonly<Record<string, string>> = {},
): Payment => {
  payment.bank = bank;
  const { first } = journeyOf(bank);
  if (first !== undefined && Object.keys(initial).length > 0) return takeValues(world, payment, bank, first, initial);
  return enter(world, payment, bank, 'start');
};

/** What the user decided on the phone. */
export const takeApproval = (world: World, payment: Payment, decision: 'approved' | 'declined'): Payment => {
  if (isOver(payment) || ranOut(payment, world.now()) || payment.bank === undefined) return payment;
  if (decision === 'declined') return declined(world, payment);
  return passed(world, payment, payment.bank, []);
};

/** What the user decided on the bank's page. */
export const takeVisit = (world: World, payment: Payment, decision: string): Payment => {
  const before = ['INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION'] as const;
  if (isOver(payment) || payment.bank === undefined) return payment;
  if (decision === 'approve') return passed(world, payment, payment.bank, before);
  if (decision === 'access_denied') return declined(world, payment, before);
  if (decision === 'insufficient_funds') {
    const reason = 'There is not enough money in the account';
    return end(
      world,
      payment,
      { status: 'INITIATION_REJECTED_INSUFFICIENT_FUNDS', reason, bankStatus: 'RJCT' },
      before,
    );
  }
  return fail(world, payment, 'UNAVAILABLE', 'Bank is unavailable');
};

/** Lets the clock have its say. */
export const tick = (world: World, payment: Payment): void => {
  const now = world.now();
  if (ranOut(payment, now)) {
    end(world, payment, { status: 'INITIATION_EXPIRED', reason: 'The user did not authenticate in time' });
    return;
  }
  const waitsForBank = latest(payment).status === 'INITIATION_PROCESSING' && payment.acceptedAtMs !== undefined;
  if (waitsForBank && now - (payment.acceptedAtMs ?? now) >= POLLING_LIFETIME_MS) {
    end(world, payment, { status: 'INITIATION_NO_FINAL_STATUS_AVAILABLE', reason: 'The bank names no final status' });
  }
};

/** What this read says; the next one may say more. */
export const readView = (world: World, payment: Payment): PaymentView => {
  tick(world, payment);
  const [view, next, ...rest] = payment.views;
  if (next !== undefined) payment.views = [next, ...rest];
  return view;
};
