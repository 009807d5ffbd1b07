import { z } from 'zod';
import { parseSafeUrl, type Environment } from '../../lib/safe-url.js';
import { commonOptions, httpOrigins, originOption, secretOption, type OptionFault } from '../provider-options.js';
import { CertificateForm, certificateKey, isCertificate } from './certificate.js';

/** An absolute address that browsers or this server may visit; https, or http on this machine. */
const addressOption = z
  .string()
  .max(2000)
  .refine((text) => parseSafeUrl(text, 'sandbox') !== undefined, 'Give an https address.');

/** Segments of letters, digits and `._~-`, as they are signed: without the version, without a query. */
const pathOption = z
  .string()
  .max(200)
  .regex(/^(\/[\w~-][\w.~-]*)+$/, 'Give a path such as /accounts, without the version and without a slash at its end.');

const accountPathOption = z
  .string()
  .max(200)
  .regex(/^(\/([\w~-][\w.~-]*|\{accountId\}))+$/, 'Give a path such as /accounts/{accountId}/balance.')
  .refine((path) => path.split('{accountId}').length === 2, 'Name {accountId} once.');

/** Where the calls go. The real paths are not published; these follow the names that the documents use. */
const Paths = z.strictObject({
  authorise: pathOption.default('/authorise'),
  token: pathOption.default('/access-token'),
  accounts: pathOption.default('/accounts'),
  balance: accountPathOption.default('/accounts/{accountId}/balance'),
  transactions: accountPathOption.default('/accounts/{accountId}/transactions'),
  /** `POST` makes the payment of a token, `GET` tells how it stands. */
  payment: pathOption.default('/payment'),
});
export type Paths = z.infer<typeof Paths>;

/** A bank that is reached through tell.connect; there is no list to ask for. */
const Aspsp = z.strictObject({
  /** The reference that the bank's developer pages name. */
  id: z.uuid(),
  name: z.string().min(1).max(120),
  /** ISO 3166-1 alpha-2, upper case. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'Use two capital letters.')).min(1),
  bic: z
    .string()
    .regex(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/)
    .optional(),
  /** Address of a picture; fetched and served by the companion server. */
  logo: addressOption.optional(),
});
export type Aspsp = z.infer<typeof Aspsp>;

const pockit: Aspsp = { id: '8ddb14f1-fecd-41fe-90b7-f8fbda9494ac', name: 'Pockit', countries: ['GB'] };

/** One application registered at a tell.connect portal. */
export const TellConnectConfig = z.strictObject({
  kind: z.literal('tell-connect'),
  ...commonOptions,
  apiUrl: originOption.default('https://system.tell.money'),
  /** First segment of every path; never part of what is signed. `dev` in the sandbox, empty for none. */
  version: z
    .string()
    .regex(/^([\w-][\w.-]{0,31})?$/)
    .default('v1'),
  paths: Paths.prefault({}),
  /** Of the developer registration, for HTTP Basic. */
  clientId: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,200}$/, 'A client id is printable and has no colon.'),
  clientSecret: secretOption,
  /** Id of the application in the portal; goes into every signature. */
  applicationId: z.string().regex(/^[\w-]{1,128}$/),
  /**
   * The certificate that was uploaded for the application, as PEM: the key of the signatures, therefore as secret as a
   * password. Make one for nothing but this.
   */
  certificate: secretOption,
  /**
   * Which bytes of the certificate are the key. `pem`: the file, with the line break at its end (put back where a `{file}`
   * reference dropped it); `pem-trimmed`: the file without it; `der`: the decoded certificate; `pem-body`: its base64 text
   * in one line.
   */
  certificateForm: CertificateForm.default('pem'),
  /**
   * The redirect URL of the application, `<publicUrl>/callback/<merchant>/<id>`. When given, a session with another
   * callback address is refused before the shopper leaves: an application returns to one address only.
   */
  redirectUrl: addressOption.optional(),
  /** Sandbox only: consents are granted by themselves, without a visit to the bank's page. */
  sandboxSca: z.boolean().optional(),
  /** Default: Pockit. */
  aspsps: z.array(Aspsp).min(1).max(200).default([pockit]),
  /** How long a consent holds, in days. */
  consentDays: z.number().int().min(1).max(90).default(90),
  /** Calls without the shopper that the bank allows per consent, endpoint and day. */
  unattendedCallsPerDay: z.number().int().min(1).max(1000).default(4),
  /** Origins to which shoppers may be sent. Default: any https origin. */
  authorizationOrigins: z.array(originOption).optional(),
});
export type TellConnectConfig = z.infer<typeof TellConnectConfig>;

/** What is wrong with these options taken together, or in this environment. */
export function tellConnectFaults(config: TellConnectConfig, environment: Environment): OptionFault[] {
  const faults = [...certificateFaults(config, environment), ...repeatedAspsps(config)];
  if (environment === 'sandbox') return faults;
  faults.push(...httpOrigins(config, ['apiUrl', 'authorizationOrigins', 'redirectUrl']));
  config.aspsps.forEach((aspsp, at) => {
    for (const { path, message } of httpOrigins(aspsp, ['logo'])) {
      faults.push({ path: ['aspsps', at, ...path], message });
    }
  });
  if (config.sandboxSca !== undefined) {
    faults.push({ path: ['sandboxSca'], message: 'Only the sandbox grants consents by itself; leave it out.' });
  }
  return faults;
}

function certificateFaults(config: TellConnectConfig, environment: Environment): OptionFault[] {
  const path = ['certificate'];
  try {
    certificateKey(config.certificate, config.certificateForm);
  } catch (error) {
    return [{ path, message: (error as TypeError).message }];
  }
  // The sandbox takes any certificate, even text that only looks like one.
  if (environment === 'sandbox' || isCertificate(config.certificate)) return [];
  return [{ path, message: 'This is not an X.509 certificate in PEM form; production takes nothing else.' }];
}

function repeatedAspsps({ aspsps }: TellConnectConfig): OptionFault[] {
  const ids = aspsps.map(({ id }) => id.toLowerCase());
  return ids.flatMap((id, at) =>
    ids.indexOf(id) === at ? [] : [{ path: ['aspsps', at, 'id'], message: 'This bank is listed twice.' }],
  );
}
