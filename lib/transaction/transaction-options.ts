// What a caller may ask of a transaction.

export type Isolation = 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable';

/**
 * What a call does when there is a transaction already, and when there is none:
 * `nested` a savepoint / a transaction; `required` joins / a transaction; `requiresNew` always a transaction of its own;
 * `mandatory` joins / an error; `never` an error / none; `supports` joins / none; `notSupported` leaves it / none.
 */
export type Propagation = 'nested' | 'required' | 'requiresNew' | 'mandatory' | 'never' | 'supports' | 'notSupported';

export interface TransactionOptions {
  /** `nested` by default. */
  readonly propagation?: Propagation | undefined;
  /** The server's default when left out. */
  readonly isolation?: Isolation | undefined;
  readonly readOnly?: boolean | undefined;
  /** Milliseconds after which the transaction is rolled back and its statements fail. */
  readonly timeout?: number | undefined;
  /** How often the whole function is run again after a serialization failure, a deadlock or a lock timeout; 0 by default. */
  readonly retries?: number | undefined;
}

/** Whether the options ask for something that only a new transaction can have. */
export function needsNew({ isolation, readOnly, timeout, retries }: TransactionOptions): boolean {
  return isolation !== undefined || readOnly !== undefined || timeout !== undefined || (retries ?? 0) > 0;
}
