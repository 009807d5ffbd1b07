import type { ErrorShape, GrpcName } from '../errors.js';

/** What happens to a call instead of, or around, its real answer. */
export interface Fault {
  /** Wait before anything else. */
  readonly delayMs?: number;
  readonly error?: {
    readonly status: GrpcName;
    readonly message?: string;
    readonly shape?: ErrorShape;
    readonly external?: boolean;
    readonly retryAfterSeconds?: number;
  };
  /** This body, whatever it is, with this status and type. */
  readonly raw?: { readonly status: number; readonly contentType: string; readonly body: string };
  /** Close the connection without an answer; `after` the call has had its effect, or `before`. */
  readonly drop?: 'before' | 'after';
  /** The call arrives twice, as when a proxy sends it again; the second answer is the one that comes back. */
  readonly duplicate?: boolean;
}

/** Which calls it happens to. */
export interface FaultRule extends Fault {
  readonly method?: string;
  /** Path without query; `*` stands for any text. */
  readonly path: string;
  /** Calls that it happens to, from the next one. Default 1; `'always'` until cleared. */
  readonly times?: number | 'always';
  /** Matching calls that pass before. Default 0. */
  readonly skip?: number;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly pattern: RegExp;
  skip: number;
  left: number;
}

const toPattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/** Faults that are waiting to happen, first come first served. */
export class FaultDesk {
  #rules: ActiveRule[] = [];

  add(rule: FaultRule): void {
    const left = rule.times === 'always' ? Infinity : (rule.times ?? 1);
    this.#rules.push({ rule, pattern: toPattern(rule.path), skip: rule.skip ?? 0, left });
  }

  clear(): void {
    this.#rules = [];
  }

  /** Takes the fault of this call, if there is one. */
  take(method: string, path: string): Fault | undefined {
    const match = this.#rules.find(
      ({ rule, pattern, left }) => left > 0 && (rule.method ?? method) === method && pattern.test(path),
    );
    if (match === undefined) return undefined;
    if (match.skip > 0) {
      match.skip -= 1;
      return undefined;
    }
    match.left -= 1;
    return match.rule;
  }
}
