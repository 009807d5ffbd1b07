import { createHash } from 'node:crypto';

import { askOtp, usernameAndPin } from '../journeys/fields.js';
import type { Journey } from '../journeys/journey.js';
import { between, seededRandom } from '../pictures/random.js';
import type { LogoKind, SandboxBank } from './bank.js';
import { otpForm, usernameAndPinForm } from '../payments/forms.js';
import type { PaymentJourney } from '../payments/journey.js';
import { railsOf } from '../payments/offer.js';
import { COUNTRIES, type CountryRecipe } from './countries.js';

interface Name {
  readonly name: string;
  readonly group?: string;
  readonly subGroup?: string;
}

const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/gi, 'l')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Half of all pairs of place and form, as on a chessboard, and the brands. */
const namesOf = ({ places, forms, brands }: CountryRecipe): readonly Name[] => [
  ...forms.flatMap((form, row) =>
    places
      .filter((_, column) => (row + column) % 2 === 0)
      .map((place) => ({ name: form.replace('@', place), group: form.replace('@', '').trim(), subGroup: place })),
  ),
  ...brands.map((name) => ({ name })),
];

/** Every country has one logo of each kind that a client must refuse. */
const BROKEN: readonly LogoKind[] = ['missing', 'svg', 'truncated', 'oversized', 'html'];
const logoOf = (index: number): LogoKind =>
  (index >= 10 && index % 2 === 0 ? BROKEN[(index - 10) / 2] : 'png') ?? 'png';

const REDIRECT: Journey = { stages: [{ kind: 'redirect' }] };
const EMBEDDED: Journey = { first: usernameAndPin, stages: [askOtp()] };
const IBAN_FIRST = ['access_body.resource_type_list.source.account_identifier.iban.iban'];
const PAY_REDIRECT: PaymentJourney = { stages: [{ kind: 'redirect' }] };
const PAY_EMBEDDED: PaymentJourney = { first: usernameAndPinForm, stages: [otpForm] };
const MAINTENANCE = {
  type: 'DOWNTIME_EXPECTED',
  startTime: '2031-01-04T22:00:00Z',
  endTime: '2031-01-05T04:00:00Z',
};

const bicOf = (seed: string, country: string): string => {
  const random = seededRandom(`bic ${seed}`);
  const letters = Array.from({ length: 4 }, () => String.fromCharCode(between(random, 65, 90))).join('');
  return `${letters}${country}${between(random, 2, 9)}${String.fromCharCode(between(random, 65, 90))}XXX`;
};

/** A German BLZ; the banks of one group share theirs in part, as in life. */
const identifierOf = (country: string, group: string | undefined): string | undefined =>
  country === 'DE'
    ? String(10_000_000 + (createHash('sha256').update(`blz ${group}`).digest().readUInt32LE(0) % 89_999_999))
    : undefined;

const neighbours = (country: string, index: number): readonly string[] => {
  if (index % 15 !== 7) return [country];
  return country === 'DE' ? ['DE', 'AT'] : country === 'FR' ? ['FR', 'ES'] : [country];
};

const bankOf = (recipe: CountryRecipe, { name, group, subGroup }: Name, index: number): SandboxBank => {
  const { country, embeddedOneIn } = recipe;
  const id = `${country === 'GB' ? 'ob' : 'ngp'}-${country.toLowerCase()}-${slug(name)}`;
  const embedded = embeddedOneIn > 0 && index % embeddedOneIn === 1;
  const asksIban = (country === 'PL' || country === 'IT') && index % 9 === 4;
  const odd = index % 2 === 1;
  const identifier = identifierOf(country, group);
  return {
    id,
    name,
    bic: bicOf(id, country),
    ...(identifier !== undefined && { identifier }),
    countries: neighbours(country, index),
    currency: recipe.currency,
    ...(group !== undefined && { group }),
    ...(subGroup !== undefined && { subGroup }),
    provider: recipe.provider,
    standard: recipe.standard,
    rank: 100 + index,
    scaMethods: embedded ? ['EMBEDDED_MULTI_STEP'] : ['REDIRECT'],
    supportsAccountInformation: index % 12 !== 11,
    ...(asksIban && { mandatory: IBAN_FIRST }),
    ...(index % 16 === 3 && { maintenance: MAINTENANCE }),
    shapes: {
      credentialFields: odd ? 'object' : 'array',
      mandatoryFields: odd ? 'domestic' : 'flat',
      maintenanceWindow: index % 32 === 3 ? 'object' : 'array',
    },
    logo: logoOf(index),
    startsDown: index % 19 === 17,
    journey: embedded ? EMBEDDED : REDIRECT,
    ...(index % 10 !== 9 && {
      payments: { rails: railsOf(recipe.currency), journey: embedded ? PAY_EMBEDDED : PAY_REDIRECT },
    }),
  };
};

/** About 480 banks in ten countries, the same every time; none of them exists. */
export const ordinaryBanks = (): readonly SandboxBank[] =>
  COUNTRIES.flatMap((recipe) => namesOf(recipe).map((name, index) => bankOf(recipe, name, index)));
