import type { Language, Words } from './messages.js';

/** Failures that the form can show; all others end it, and the element outside tells of them. */
export type CredentialProblemWords = 'notAccepted' | 'notReached' | 'notSent';

/** Every word of the form of credential fields: a dictionary of its own, because the form lives on a page of its own. */
export interface CredentialMessages extends Language {
  readonly credentials: {
    readonly title: string;
    readonly intro: string;
    readonly required: string;
    readonly chooseOne: string;
    readonly choose: string;
    readonly showPassword: string;
    readonly hidePassword: string;
    readonly submit: string;
    readonly cardNumber: string;
    readonly cardNumberField: string;
    readonly refused: Words;
    /** Why the last answers did not arrive. */
    readonly problems: Readonly<Record<CredentialProblemWords, Words>>;
    readonly cardSecret: string;
    readonly answer: string;
    readonly image: string;
    readonly enlarge: string;
    readonly reduce: string;
    readonly zoom: string;
    readonly imageBroken: string;
  };

  readonly flicker: {
    readonly label: string;
    readonly hint: string;
    readonly start: string;
    readonly stop: string;
    readonly size: string;
    readonly speed: string;
    readonly manual: string;
    readonly manualStart: string;
    readonly manualData: string;
    readonly broken: string;
  };
}
