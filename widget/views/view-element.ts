import type { CSSResultGroup } from 'lit';
import type { Bank } from '../../server/contract/banks.js';
import { en } from '../i18n/en.js';
import { fillTemplate, type Values } from '../i18n/format.js';
import type { Messages } from '../i18n/messages.js';
import { noteStyles } from '../theme/note.styles.js';
import { ViewBase } from './view-base.js';

/** A view of the element itself; English until it is given other words. */
export abstract class ViewElement extends ViewBase<Messages> {
  static override styles: CSSResultGroup = noteStyles;

  constructor() {
    super(en);
  }

  /** Fills a text about a bank; where its name is not known it is "your bank". */
  protected aboutBank(text: string, bank: Pick<Bank, 'name'> | undefined, values: Values = {}): unknown {
    const { yourBank, yourBankFirst } = this.messages.common;
    return fillTemplate(text, {
      ...values,
      bank: bank?.name ?? (text.startsWith('{bank}') ? yourBankFirst : yourBank),
    });
  }
}
