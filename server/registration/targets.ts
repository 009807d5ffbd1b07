import { RegistrationError } from './service.js';
import { identityOf, type RegistrationConfig } from './options.js';
import { createRegistrar, type Registrar, type RegistrarDeps } from './registrar.js';
import { readStatement } from './statement.js';

/** An entry of the configuration, ready to be called. */
export interface Target {
  readonly config: RegistrationConfig;
  readonly registrar: Registrar;
  readonly identity: string;
  readonly softwareId: string;
}

/** The targets by id. Throws a `TypeError` for settings that `registrationConfigFaults` finds fault with. */
export function createTargets(
  configs: readonly RegistrationConfig[],
  deps: RegistrarDeps,
): ReadonlyMap<string, Target> {
  return new Map(
    configs.map((config) => [
      config.id,
      {
        config,
        registrar: createRegistrar(config, deps),
        identity: identityOf(config),
        softwareId: readStatement(config.softwareStatement).softwareId ?? '',
      },
    ]),
  );
}

/** The target of an id, or `not_found`. */
export function targetOf(targets: ReadonlyMap<string, Target>, id: string): Target {
  const target = targets.get(id);
  if (target === undefined) throw new RegistrationError('not_found');
  return target;
}
