import type { Registration } from './checks/registration.js';
import { clientFor } from './clients.js';
import type { World } from './world.js';

/** What Priora answers to every good request; no more is known of it (sheet §1). */
export const PRIORA_MESSAGE = 'Request is processed. We will send the response via email.';

/** Puts a request on the desk of the person who decides. Asking twice changes nothing (§9.14). */
export function apply(world: World, { claims, statement }: Registration): void {
  const softwareId = String(statement['software_id']);
  const known = world.applications.get(softwareId);
  if (known !== undefined && known.state !== 'declined') return;
  world.applications.set(softwareId, { softwareId, claims, statement, state: 'waiting' });
}

/** The person decides; an e-mail says what. False when nothing waits. */
export function decide(world: World, softwareId: string, decision: 'approved' | 'declined'): boolean {
  const application = world.applications.get(softwareId);
  if (application?.state !== 'waiting') return false;
  application.state = decision;
  const to = world.directory.software.get(softwareId)?.contact ?? 'unknown@example.com';
  if (decision === 'declined') {
    world.mails.push({ to, subject: 'Your registration was declined', text: `Software ${softwareId} was declined.` });
    return true;
  }
  const { clientId, clientSecret } = clientFor(world, application);
  world.mails.push({
    to,
    subject: 'Your registration was approved',
    text: `Software ${softwareId} is a client now.`,
    credentials: { clientId, ...(clientSecret !== undefined && { clientSecret }) },
  });
  return true;
}
