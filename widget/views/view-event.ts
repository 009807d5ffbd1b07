/** What a view says to the element that shows it. These events stay inside <bank-connect>. */
export abstract class ViewEvent extends Event {
  declare static readonly type: string;
  constructor() {
    super(new.target.type, { bubbles: true, composed: false });
  }
}
