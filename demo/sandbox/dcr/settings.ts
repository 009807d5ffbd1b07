/** The two ways of the fact sheet: credentials by e-mail after a person looked, or in the answer. */
export type ProfileName = 'priora' | 'obie';

/** What the documents leave open, and what tests want otherwise. */
export interface Settings {
  /** How Priora writes errors: its sample, its table of parameters, or its older shape (sheet §3). */
  errorForm: 'sample' | 'declared' | 'legacy';
  /** Media type of OBIE requests; three are in use (§5). */
  obieMediaType: 'application/jose' | 'application/jwt' | 'application/json';
  /** Longest time from `iat` to `exp`, in seconds; null: any (§9.5). */
  maxLifetimeSeconds: number | null;
  /** Priora only; OBIE always wants `jti` (§9.6). */
  requireJti: boolean;
  /** OBIE's success: 201, or 200 as some banks answer. */
  createdStatus: 200 | 201;
  /** `client_id_issued_at` in milliseconds, `scope` with commas: seen at a bank (§5). */
  oddAnswer: boolean;
  /** Claims to which the bank gives another value than was asked (§5). */
  overrides: Readonly<Record<string, unknown>>;
  /** What can be done at `/register/{client_id}`; the rest answers 405. */
  management: readonly ('GET' | 'PUT' | 'DELETE')[];
  tokenSeconds: number;
}

export const defaultSettings = (): Settings => ({
  errorForm: 'sample',
  obieMediaType: 'application/jose',
  maxLifetimeSeconds: 3600,
  requireJti: false,
  createdStatus: 201,
  oddAnswer: false,
  overrides: {},
  management: ['GET', 'PUT', 'DELETE'],
  tokenSeconds: 300,
});
