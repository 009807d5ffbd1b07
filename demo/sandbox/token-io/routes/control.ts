import { createControl, type SandboxControl } from '../control/control.js';
import { readControlCommand, type ControlCommand } from '../control/command.js';
import type { SandboxApp } from '../http.js';
import { readJson } from '../http.js';
import type { World } from '../world.js';

/** Obeys. False when there was nothing to decide, revoke or expire. */
const run = (control: SandboxControl, command: ControlCommand): boolean => {
  switch (command.do) {
    case 'decide':
      return control.approvals.decide(command.approvalId, command.decision);
    case 'revoke-token':
      return control.tokens.revoke(command.tokenId);
    case 'expire-token':
      return control.tokens.expire(command.tokenId);
    case 'end-request':
      return control.requests.end(command.requestId, command.result);
    case 'set-payment':
      return control.payments.set(command.paymentId, command.status, command.reason);
    case 'fault':
      control.faults.add(command.rule);
      break;
    case 'clear-faults':
      control.faults.clear();
      break;
    case 'advance-clock':
      control.clock.advance(command.ms);
      break;
    case 'set-bank':
      control.banks.setDown(command.bankId, command.down);
      break;
    case 'settings':
      control.settings.change(command.settings);
      break;
    case 'clear-calls':
      control.calls.clear();
      break;
    case 'reset':
      control.reset();
      break;
  }
  return true;
};

/**
 * The control over HTTP: `GET /sandbox/state`, `GET /sandbox/calls`, `GET /sandbox/ledger`, and `POST /sandbox/command` with one command.
 * The body must be JSON, so that no foreign page can post one without being asked (CORS preflight, never granted).
 */
export const controlRoutes = (app: SandboxApp, world: World): void => {
  const control = createControl(world);
  app.get('/sandbox/state', (context) =>
    context.json({
      nowMs: control.clock.now(),
      settings: control.settings.get(),
      waiting: control.approvals.waiting(),
      requests: control.requests.ids(),
      tokens: control.tokens.ids(),
      payments: control.payments.list(),
      down: [...world.down],
    }),
  );
  app.get('/sandbox/ledger', (context) => context.json(control.payments.ledger()));
  app.get('/sandbox/calls', (context) => context.json(control.calls.list()));
  app.post('/sandbox/command', (context) =>
    context.json({ done: run(control, readControlCommand(readJson(context))) }),
  );
};
