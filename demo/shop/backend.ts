/** What a merchant's backend needs to know about its companion server. */
export interface CompanionAccess {
  /** Where the backend reaches it, without a slash at the end. */
  readonly url: string;
  /** Stays on the backend. */
  readonly apiKey: string;
}

interface Session {
  readonly id: string;
  readonly clientToken: string;
}

export interface SessionResult {
  readonly status: string;
  readonly bank?: { readonly name: string };
  readonly connectionId?: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly holder?: string;
  readonly maskedIdentifier: string;
}

/** What a shop does with Bank Connect, whole: one session for each order, and its result. */
export class BankConnectBackend {
  readonly #companion: CompanionAccess;
  /** Order → its session. A real shop keeps this with the order. */
  readonly #sessions = new Map<string, Session>();

  constructor(companion: CompanionAccess) {
    this.#companion = companion;
  }

  /** The client token for an order: the same one while its session lives, so that a reload goes on where it was. */
  async clientToken(order: string): Promise<string> {
    const session = this.#sessions.get(order);
    const { status } = (await this.result(order)) ?? { status: 'expired' };
    if (session !== undefined && !['failed', 'cancelled', 'expired'].includes(status)) return session.clientToken;
    const created = await this.#call<Session>('POST', '/v1/sessions', { scopes: ['accounts'], reference: order });
    this.#sessions.set(order, created);
    return created.clientToken;
  }

  /** How the order's session stands; the browser's word for it is never taken. */
  async result(order: string): Promise<SessionResult | undefined> {
    const session = this.#sessions.get(order);
    return session && this.#call<SessionResult>('GET', `/v1/sessions/${session.id}`);
  }

  /** The accounts that the shopper connected. */
  async accounts(connectionId: string): Promise<readonly Account[]> {
    const path = `/v1/connections/${connectionId}/accounts`;
    return (await this.#call<{ accounts: Account[] }>('GET', path)).accounts;
  }

  async #call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const response = await fetch(this.#companion.url + path, {
      method,
      headers: { authorization: `Bearer ${this.#companion.apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
