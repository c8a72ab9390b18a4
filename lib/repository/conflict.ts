// The type of what an insert does with rows that exist already.
import type { Bare } from '../entity/brands.js';
import type { ColumnKey } from '../entity/keys.js';
import type { Cols, Condition, Expr } from '../expression/types/columns.js';

/** What happens to a row that exists already. */
export interface Conflict<E> {
  /** Properties of the primary key, of a unique constraint or of a unique index. */
  readonly target: readonly ColumnKey<E>[];
  /**
   * What the stored row takes from the given one: properties, or values and expressions over both. Without any, the stored row is left as
   * it is.
   *
   * @example
   * { target: ['slug'], update: (stored, given) => ({ views: stored.views.plus(given.views) }) }
   */
  readonly update?: readonly ColumnKey<E>[] | ((stored: Cols<E>, given: Cols<E>) => ConflictPatch<E>);
  /** Which stored rows are updated; the others are left as they are. */
  readonly where?: (stored: Cols<E>, given: Cols<E>) => Condition;
}

type ConflictPatch<E> = { readonly [P in ColumnKey<E>]?: Bare<E[P]> | Expr<Bare<E[P]>> };
