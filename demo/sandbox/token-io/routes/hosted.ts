import type { SandboxBank } from '../banks/bank.js';
import { param, type SandboxApp, type SandboxContext } from '../http.js';
import { hostedCallbackUrl, hostedFailureUrl } from '../journeys/callback-url.js';
import { cancelHosted, startHosted, submitHosted, type HostedMove } from '../journeys/hosted.js';
import { hasExpired, type TokenRequest } from '../journeys/token-request.js';
import { bankChoicePage, consentPage, fieldsPage, type BankChoice } from '../pages/hosted-pages.js';
import { hostedWords } from '../pages/hosted-words.js';
import { showMessage, showPage } from '../pages/layout.js';
import type { World } from '../world.js';

const formOf = (context: SandboxContext): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(context.get('body').toString('utf8')));

/** The banks that the request allows; banks that want an account number first are left to the TPP. */
const choiceOf = (world: World, context: SandboxContext, request: TokenRequest): BankChoice => {
  const allowed = request.payload['countries'];
  const countries = Array.isArray(allowed) && allowed.length > 0 ? allowed.map(String) : undefined;
  const usable = [...world.banks.values()].filter(
    (bank) =>
      bank.supportsAccountInformation &&
      !world.down.has(bank.id) &&
      bank.mandatory === undefined &&
      (countries === undefined || bank.countries.some((code) => countries.includes(code))),
  );
  const known = countries ?? [...new Set(usable.flatMap((bank) => bank.countries))].sort();
  const asked = (context.req.query('country') ?? '').toUpperCase();
  const country = known.includes(asked) ? asked : (known[0] ?? 'GB');
  const search = context.req.query('search') ?? '';
  const found = usable
    .filter((bank) => bank.countries.includes(country) && bank.name.toLowerCase().includes(search.toLowerCase()))
    .sort((one, other) => one.name.localeCompare(other.name));
  return { countries: known, country, search, banks: found };
};

const showMove = (context: SandboxContext, request: TokenRequest, bank: SandboxBank, move: HostedMove) =>
  move.kind === 'leave'
    ? context.redirect(move.url, context.req.method === 'GET' ? 302 : 303)
    : showPage(context, fieldsPage(request, bank, move.fields));

const isClosed = (world: World, request: TokenRequest): boolean =>
  request.outcome !== undefined || hasExpired(request, world.now());

const showClosed = (world: World, context: SandboxContext, request: TokenRequest) => {
  if (request.mode === 'hosted' && request.outcome !== undefined) {
    return context.redirect(hostedCallbackUrl(world, request), 302);
  }
  const text = hostedWords(request.hosted.lang).closed;
  return showMessage(context, { title: 'Token.io (sandbox)', text }, 410);
};

/** The step that the request stands at. */
const showStep = (world: World, context: SandboxContext, request: TokenRequest) => {
  const { bank } = request;
  if (bank === undefined) return showPage(context, bankChoicePage(request, choiceOf(world, context, request)));
  if (world.down.has(bank.id)) {
    return context.redirect(hostedFailureUrl(world, request, 'access_denied', 'Invalid bank', 'requestId'), 302);
  }
  if (request.mode === 'hosted' && !request.hosted.consented) return showPage(context, consentPage(request, bank));
  return showMove(context, request, bank, startHosted(world, request, bank));
};

const chooseBank = (world: World, context: SandboxContext, request: TokenRequest) => {
  const bank = world.banks.get(formOf(context)['bankId'] ?? '');
  if (bank === undefined) return showMessage(context, { title: 'Not found', text: 'There is no such bank.' }, 404);
  request.bank ??= bank;
  return context.redirect(`/app/request-token/${request.id}`, 303);
};

const takeConsent = (world: World, context: SandboxContext, request: TokenRequest) => {
  if (formOf(context)['answer'] !== 'accept') return context.redirect(cancelHosted(world, request), 303);
  request.hosted.consented = true;
  return context.redirect(`/app/request-token/${request.id}`, 303);
};

const takeCredentials = (world: World, context: SandboxContext, request: TokenRequest) => {
  const { bank } = request;
  const consented = request.mode !== 'hosted' || request.hosted.consented;
  if (bank === undefined || !consented) return context.redirect(`/app/request-token/${request.id}`, 303);
  return showMove(context, request, bank, submitHosted(world, request, bank, formOf(context)));
};

/** Hosted Pages v1 (sheet §11): bank choice, consent and embedded steps on Token.io's side. */
export const hostedRoutes = (app: SandboxApp, world: World): void => {
  type Handler = (world: World, context: SandboxContext, request: TokenRequest) => Response | Promise<Response>;
  const onRequest = (method: 'get' | 'post', step: string, handler: Handler): void => {
    app[method](`/app/request-token/:requestId${step}`, (context) => {
      const request = world.requests.get(param(context, 'requestId'));
      if (request === undefined) {
        return showMessage(context, { title: 'Not found', text: 'There is no such request.' }, 404);
      }
      if (request.mode === 'api') request.mode = 'hosted';
      const lang = context.req.query('lang');
      if (lang !== undefined) request.hosted.lang = lang;
      return isClosed(world, request) ? showClosed(world, context, request) : handler(world, context, request);
    });
  };
  onRequest('get', '', showStep);
  onRequest('post', '/bank', chooseBank);
  onRequest('post', '/consent', takeConsent);
  onRequest('post', '/credentials', takeCredentials);
};
