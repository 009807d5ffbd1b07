import type { CredentialField } from '../../server/contract/fields.js';
import { BankConnectError, clientProblem } from '../errors.js';

/** Elements that only some fields need, each in a file of its own that is fetched when the first such field comes. */
const challenges: Partial<Record<CredentialField['kind'], readonly [string, () => Promise<CustomElementConstructor>]>> =
  {
    image: ['bank-connect-photo-tan', async () => (await import('../ui/photo-tan.js')).PhotoTan],
    flicker: ['bank-connect-chip-tan', async () => (await import('../ui/flicker/chip-tan.js')).ChipTan],
  };

/**
 * Defines what these fields need besides the form, before the form is shown, so that nothing jumps. Throws
 * BankConnectError `network` where a file does not load.
 */
export async function defineChallenges(fields: readonly CredentialField[]): Promise<void> {
  for (const { kind } of fields) {
    const [name, load] = challenges[kind] ?? [];
    if (name === undefined || load === undefined || customElements.get(name)) continue;
    try {
      const element = await load();
      if (!customElements.get(name)) customElements.define(name, element);
    } catch (cause) {
      throw new BankConnectError(clientProblem('network'), { cause });
    }
  }
}
