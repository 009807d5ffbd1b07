import { ViewEvent } from './view-event.js';

/** The shopper sent the fields of this round. */
export class CredentialsSubmittedEvent extends ViewEvent {
  static override readonly type = 'credentials-submitted';
  constructor(readonly values: Readonly<Record<string, string>>) {
    super();
  }
}
