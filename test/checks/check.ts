/** One check of `npm run check`: resolves when all is well, throws what is wrong in words that say how to mend it. */
export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

/** Something is not as it should be; the message is shown without a stack. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** Throws unless the list of faults is empty. */
export function expectNone(faults: readonly string[], heading: string): void {
  if (faults.length > 0) throw new CheckFailed(`${heading}\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}
