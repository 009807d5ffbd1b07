import {
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';

import { signJwt, type Algorithm, type Jwk } from './jose.js';

export type Role = 'AISP' | 'PISP' | 'CBPII';

/** Software as its owner enters it in the directory. */
export interface SoftwareOptions {
  /** Base62, at most 22 characters. Default: a fresh GUID. */
  readonly softwareId?: string;
  readonly clientName?: string;
  readonly redirectUris: readonly string[];
  readonly roles: readonly Role[];
  /** The public halves of its keys (PEM), by key id. */
  readonly keys: Readonly<Record<string, string>>;
  /** Where the bank's e-mails go. */
  readonly contact?: string;
}

export interface Software extends Required<SoftwareOptions> {
  readonly revokedKeys: Set<string>;
  orgStatus: 'Active' | 'Revoked' | 'Withdrawn';
  /** False: the key set cannot be fetched. */
  reachable: boolean;
}

/** What a test wants otherwise in a software statement. */
export interface StatementOverrides {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Another signer than the directory. */
  readonly key?: KeyObject;
  readonly algorithm?: Algorithm;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const GUID_DIGITS = 22;

/** A GUID in 22 digits. */
export function newSoftwareId(): string {
  let number = BigInt(`0x${randomUUID().replaceAll('-', '')}`);
  return Array.from({ length: GUID_DIGITS }, () => {
    const digit = BASE62[Number(number % 62n)] ?? '0';
    number /= 62n;
    return digit;
  }).join('');
}

const ISSUER = 'OpenBanking Ltd';
const KEY_ID = 'directory-1';

/** One for each process, because to make one takes as long as the rest of a start. */
let directoryKey: KeyPairKeyObjectResult | undefined;

/** The directory that all banks of the sandbox trust: it knows software, publishes keys and issues software statements. */
export class Directory {
  readonly issuer = ISSUER;
  readonly software = new Map<string, Software>();
  readonly #key = (directoryKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  readonly #origin: string;
  readonly #now: () => number;

  constructor(origin: string, now: () => number) {
    this.#origin = origin;
    this.#now = now;
  }

  /** The directory's own public key. */
  get keys(): readonly Jwk[] {
    return [{ ...this.#key.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig' }];
  }

  enrol(options: SoftwareOptions): Software {
    const software: Software = {
      softwareId: options.softwareId ?? newSoftwareId(),
      clientName: options.clientName ?? 'Sandbox software',
      contact: options.contact ?? 'tpp@example.com',
      redirectUris: options.redirectUris,
      roles: options.roles,
      keys: options.keys,
      revokedKeys: new Set(),
      orgStatus: 'Active',
      reachable: true,
    };
    this.software.set(software.softwareId, software);
    return software;
  }

  keySet(softwareId: string, which: 'current' | 'revoked'): readonly Jwk[] | undefined {
    const software = this.software.get(softwareId);
    if (software?.reachable !== true) return undefined;
    return Object.entries(software.keys)
      .filter(([kid]) => software.revokedKeys.has(kid) === (which === 'revoked'))
      .map(([kid, pem]) => ({ ...createPublicKey(pem).export({ format: 'jwk' }), kid, use: 'sig' }));
  }

  /** A software statement, as today's record of the software says. */
  issue(softwareId: string, { claims, header, key, algorithm = 'PS256' }: StatementOverrides = {}): string {
    const software = this.software.get(softwareId);
    if (software === undefined) throw new RangeError('The directory has no such software');
    return signJwt(
      { alg: algorithm, kid: KEY_ID, typ: 'JWT', ...header },
      { ...this.#statement(software), ...claims },
      key ?? this.#key.privateKey,
      algorithm,
    );
  }

  #statement(software: Software): object {
    const keys = `${this.#origin}/directory/software/${software.softwareId}`;
    const contact = { name: 'Desk', email: software.contact, phone: '+440000000000' };
    return {
      iss: ISSUER,
      iat: Math.floor(this.#now() / 1000),
      jti: randomUUID(),
      software_environment: 'sandbox',
      software_mode: 'Test',
      software_id: software.softwareId,
      software_client_id: software.softwareId,
      software_client_name: software.clientName,
      software_client_description: 'Software of the sandbox',
      software_version: '1.0',
      software_client_uri: 'https://tpp.example',
      software_redirect_uris: software.redirectUris,
      software_roles: software.roles,
      software_logo_uri: 'https://tpp.example/logo.png',
      software_policy_uri: 'https://tpp.example/policy',
      software_tos_uri: 'https://tpp.example/terms',
      software_jwks_endpoint: `${keys}.jwks`,
      software_jwks_revoked_endpoint: `${keys}/revoked.jwks`,
      org_status: software.orgStatus,
      org_id: '0015800001SANDBOXX',
      org_name: 'Larch & Lumen',
      org_contacts: [
        { ...contact, type: 'Business' },
        { ...contact, type: 'Technical' },
      ],
      organisation_competent_authority_claims: [
        {
          authority_id: 'FCA',
          registration_id: '111111',
          status: 'Active',
          authorisations: [{ member_state: 'GB', roles: software.roles }],
        },
      ],
    };
  }
}
