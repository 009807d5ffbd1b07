/** What a view says to the element that shows it. These events stay inside <bank-connect>. */
export class ViewEvent extends Event {
  constructor(type: string) {
    super(type, { bubbles: true, composed: false });
  }
}
