// Functions to be called when a transaction has ended, in the order in which they came.

/** May give a promise, which is awaited before the next one is called. */
export type Hook = () => void | Promise<void>;

export class CommitHooks {
  readonly #onCommit: Hook[] = [];
  readonly #onRollback: Hook[] = [];

  onCommit(hook: Hook): void {
    this.#onCommit.push(hook);
  }

  onRollback(hook: Hook): void {
    this.#onRollback.push(hook);
  }

  /** A savepoint was released: its fate is that of what surrounds it. */
  moveTo(outer: CommitHooks): void {
    this.#onCommit.forEach((hook) => outer.onCommit(hook));
    this.#onRollback.forEach((hook) => outer.onRollback(hook));
  }

  /** All are called, even when one fails. Gives the failures. */
  async run(end: 'commit' | 'rollback'): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const hook of end === 'commit' ? this.#onCommit : this.#onRollback) {
      try {
        await hook();
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }
}
