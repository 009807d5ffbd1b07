/** What the credential frame lets the element know. These events stay inside <bank-connect>. */

/** The frame went on: the fields are shown, are on their way, were taken, or there is nothing left to do. */
export class FrameProgressEvent extends Event {
  static readonly type = 'frame-progress';
  constructor(readonly progress: 'ready' | 'submitted' | 'done') {
    super(FrameProgressEvent.type, { bubbles: true, composed: false });
  }
}

/** The frame did not come up: the page's policy, the network or the server is in the way. */
export class FrameBlockedEvent extends Event {
  static readonly type = 'frame-blocked';
  constructor() {
    super(FrameBlockedEvent.type, { bubbles: true, composed: false });
  }
}

declare global {
  interface HTMLElementEventMap {
    'frame-progress': FrameProgressEvent;
    'frame-blocked': FrameBlockedEvent;
  }
}
