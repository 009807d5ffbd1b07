import { problem } from '../contract/errors.js';
import { isoTime, type Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../lib/metrics.js';
import { ProviderError } from '../providers/provider-error.js';
import type { Provider } from '../providers/provider.js';
import { isFinal, outcomeOf } from '../session/payment-status.js';
import { checkedReport } from '../session/payment-order.js';
import type { PaymentRepository } from '../store/repositories.js';
import type { StoredPayment } from '../store/stored.js';

export interface FollowerDeps {
  readonly payments: PaymentRepository;
  /** By instance id. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly now: Clock;
  readonly randomId: () => string;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics?: Pick<Metrics, 'providerCalled'>;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits between the looks at one payment; the last one repeats. Sparse: a bank that processes an order takes its time. */
const waitsMs = [5 * second, 15 * second, minute, 2 * minute, 5 * minute, 15 * minute, hour, 2 * hour, 6 * hour];
/** A payment that nobody can tell the end of for this long is left as it stands. */
const followMs = 14 * 24 * hour;

const batchSize = 20;
const callTimeoutMs = 25 * second;
/** Longer than one look may take. */
const leaseMs = 2 * minute;

/** Looks after payments whose session is over until their end is known. Several instances may do so at once. */
export function createFollower(deps: FollowerDeps): (stopping: AbortSignal) => Promise<void> {
  const { payments, now, logger } = deps;

  return async (stopping) => {
    try {
      const due = await payments.claimDue(now(), leaseMs, batchSize);
      await Promise.all(due.map((stored) => look(deps, stored, stopping)));
    } catch (err) {
      logger.warn({ err }, 'payments could not be looked after');
    }
  };
}

async function look(deps: FollowerDeps, stored: StoredPayment, stopping: AbortSignal): Promise<void> {
  const { payments, now, randomId, logger } = deps;
  const { payment, initiation } = stored;
  const provider = deps.providers.get(initiation?.provider ?? '');
  const traceId = randomId();
  const about = { paymentId: payment.id, provider: initiation?.provider, traceId };
  if (!initiation || !provider?.payments) {
    logger.error(about, 'the provider of a payment is not configured any more');
    await payments.replace(later(stored, now()));
    return;
  }
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(callTimeoutMs)]);
  const startedAt = now();
  const ended = (result: string) =>
    deps.metrics?.providerCalled(provider.id, 'payment_status', result, (now() - startedAt) / 1000);
  try {
    const { payment: report, flow } = await provider.payments.status(initiation.flow, { signal, traceId });
    ended('ok');
    const checked = checkedReport(report, payment.order);
    const { code, detail } = checked;
    if (code === 'payment_mismatch') logger.error({ ...about, detail }, 'payment does not match');
    const followed = { ...stored, initiation: { ...initiation, flow } };
    const next = later({ ...followed, payment: updated(payment, checked, traceId, now()) }, now());
    const { status } = next.payment;
    const events =
      status === payment.status
        ? []
        : [{ type: 'payment.updated' as const, data: { paymentId: payment.id, sessionId: payment.sessionId, status } }];
    if (!(await payments.replace(next, { events }))) return;
    if (events.length > 0) logger.info({ ...about, from: payment.status, status, code }, 'payment changed');
  } catch (error) {
    const known = error instanceof ProviderError ? error : undefined;
    ended(known?.code ?? 'internal');
    logger.warn({ ...about, code: known?.code, detail: known?.detail ?? nameOf(error) }, 'payment not looked at');
    if (!stopping.aborted) await payments.replace(later(stored, now()));
  }
}

function updated(
  before: StoredPayment['payment'],
  report: ReturnType<typeof checkedReport>,
  traceId: string,
  at: number,
): StoredPayment['payment'] {
  const { problem: _, ...payment } = before;
  // A provider that forgot what it said has not taken it back.
  const status = report.status === 'unknown' && payment.status === 'accepted' ? 'accepted' : report.status;
  const code = report.code ?? (outcomeOf(status) === 'over' ? 'payment_rejected' : undefined);
  const kept = status === before.status ? before.problem : undefined;
  const why = outcomeOf(status) === 'over' && code !== undefined ? problem(code, traceId) : kept;
  return {
    ...payment,
    status,
    ...(report.id !== undefined && { providerPaymentId: report.id }),
    updatedAt: status === before.status ? before.updatedAt : isoTime(at),
    ...(why && { problem: why }),
  };
}

/** The next version, with the time of the next look where one makes sense. */
function later(stored: StoredPayment, at: number): StoredPayment {
  const { lookAt: _, ...rest } = stored;
  const looks = stored.looks + 1;
  const next = { ...rest, looks, version: stored.version + 1 };
  const given = stored.initiation?.at ?? at;
  if (isFinal(stored.payment.status) || at - given > followMs) return next;
  const waitMs = waitsMs[Math.min(looks, waitsMs.length - 1)] ?? hour;
  return { ...next, lookAt: at + waitMs };
}

/** Nothing of an unknown error is logged but its name. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
