/** What a merchant's backend needs to know about its companion server. */
export interface CompanionAccess {
  /** Where the backend reaches it, without a slash at the end. */
  readonly url: string;
  /** Stays on the backend. */
  readonly apiKey: string;
  /** The shop's own origin. Only a merchant with several of them has to name it. */
  readonly origin: string;
}

interface Session {
  readonly id: string;
  readonly clientToken: string;
  readonly paymentId?: string;
}

export interface SessionResult {
  readonly status: string;
  readonly bank?: { readonly name: string };
  readonly connectionId?: string;
}

export interface Payment {
  readonly status: string;
  readonly order: {
    readonly amount: { readonly value: string; readonly currency: string };
    readonly reference: string;
  };
  readonly bank?: { readonly name: string };
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly holder?: string;
  readonly maskedIdentifier: string;
}

/** All that a shop's backend does with Bank Connect: one session for each order, its result, and the accounts. */
export class BankConnectBackend {
  readonly #companion: CompanionAccess;
  /** Order → its session. A real shop keeps this with the order. */
  readonly #sessions = new Map<string, Session>();

  constructor(companion: CompanionAccess) {
    this.#companion = companion;
  }

  /** For the element's `session-endpoint`: the same token until it asks to renew it, so that a reload goes on. */
  async clientToken(order: string, renew: boolean, wishes: object = { scopes: ['accounts'] }): Promise<string> {
    const known = this.#sessions.get(order);
    if (known !== undefined && !renew) return known.clientToken;
    const { origin } = this.#companion;
    const session = await this.#call<Session>('POST', '/v1/sessions', { ...wishes, reference: order, origin });
    this.#sessions.set(order, session);
    return session.clientToken;
  }

  /** The same for an order that is paid by bank. What is paid is said here, once; no browser can change it. */
  async payByBank(order: string, amount: string, renew: boolean): Promise<string> {
    const known = this.#sessions.get(order);
    if (known !== undefined && !renew) return known.clientToken;
    const session = await this.#call<Session>('POST', '/v1/sessions', {
      payment: { amount: { value: amount, currency: 'EUR' }, reference: `Order ${order.slice(0, 8)}` },
      returnUrlId: 'pay',
      reference: order,
      origin: this.#companion.origin,
    });
    this.#sessions.set(order, session);
    return session.clientToken;
  }

  /** How the payment of an order stands; undefined when it is not paid by bank. */
  async payment(order: string): Promise<Payment | undefined> {
    const id = this.#sessions.get(order)?.paymentId;
    return id === undefined ? undefined : this.#call<Payment>('GET', `/v1/payments/${id}`);
  }

  /** How the order's session stands. The browser's word for it is never taken. */
  async result(order: string): Promise<SessionResult | undefined> {
    const session = this.#sessions.get(order);
    return session && this.#call<SessionResult>('GET', `/v1/sessions/${session.id}`);
  }

  /** The accounts that the shopper connected. With the shopper's own address: banks count what is read without it. */
  async accounts(connectionId: string, shopperAddress: string): Promise<readonly Account[]> {
    const path = `/v1/connections/${connectionId}/accounts`;
    const shopper = { 'psu-ip-address': shopperAddress };
    return (await this.#call<{ accounts: Account[] }>('GET', path, undefined, shopper)).accounts;
  }

  async #call<T>(method: 'GET' | 'POST', path: string, body?: object, shopper: object = {}): Promise<T> {
    const response = await fetch(this.#companion.url + path, {
      method,
      headers: { ...shopper, authorization: `Bearer ${this.#companion.apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
