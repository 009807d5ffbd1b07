import type { SandboxControl } from '../control/control.js';
import { createControl } from '../control/control.js';
import { readControlCommand, type ControlCommand } from '../control/command.js';
import type { SandboxApp } from '../http.js';
import { readJson } from '../http.js';
import type { World } from '../world.js';

const run = (control: SandboxControl, command: ControlCommand): unknown => {
  switch (command.do) {
    case 'fault':
      return control.faults.add(command.rule);
    case 'clear-faults':
      return control.faults.clear();
    case 'advance-clock':
      return control.clock.advance(command.ms);
    case 'decide':
      return control.approvals.decide(command.approvalId, command.decision);
    case 'revoke-token':
      return control.tokens.revoke(command.tokenId);
    case 'expire-token':
      return control.tokens.expire(command.tokenId);
    case 'set-bank':
      return control.banks.setDown(command.bankId, command.down);
    case 'settings':
      return control.settings.change(command.settings);
    case 'clear-calls':
      return control.calls.clear();
    case 'reset':
      return control.reset();
  }
};

/**
 * The control over HTTP: `GET /sandbox/state`, `GET /sandbox/calls`, and `POST /sandbox/command` with one command.
 * The body must be JSON, so that no foreign page can post one without being asked (CORS preflight, never granted).
 */
export const controlRoutes = (app: SandboxApp, world: World): void => {
  const control = createControl(world);
  app.get('/sandbox/state', (context) =>
    context.json({
      nowMs: control.clock.now(),
      settings: control.settings.get(),
      waiting: control.approvals.waiting(),
      tokens: control.tokens.ids(),
      down: [...world.down],
    }),
  );
  app.get('/sandbox/calls', (context) => context.json(control.calls.list()));
  app.post('/sandbox/command', (context) => {
    const done = run(control, readControlCommand(readJson(context)));
    return context.json({ done: done ?? true });
  });
};
