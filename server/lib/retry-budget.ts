/** What is there for a single failure in quiet times. */
const most = 10;
/** Each call earns this share of a retry: in a storm there is one retry for twenty calls. */
const earnedPerCall = 1 / 20;

/** Keeps retries few when everything fails, so that a provider in trouble does not get a multiple of its load. */
export class RetryBudget {
  #left = most;

  /** A call begins. */
  earn(): void {
    this.#left = Math.min(most, this.#left + earnedPerCall);
  }

  /** Takes one retry; false when there is none. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
