/** Takes characters off the front of a text. */
export class TextReader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  /** The next `count` characters; undefined, and nothing taken, when there are too few or they do not fit the pattern. */
  take(count: number, pattern: RegExp): string | undefined {
    const taken = this.#rest.slice(0, count);
    if (taken.length !== count || !pattern.test(taken)) return undefined;
    this.#rest = this.#rest.slice(count);
    return taken;
  }

  get left(): number {
    return this.#rest.length;
  }
}
