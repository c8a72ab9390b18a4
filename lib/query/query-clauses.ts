// The clauses of a query: each gives a copy that says more.
import { InvalidValueError } from '../error/invalid-value-error.js';
import { described } from '../expression/value-check.js';
import { withExclusion, withFilter } from './conditions.js';
import { wholeNumber } from './numbers.js';
import { ordersOf } from './orders.js';
import { expressionOf, projectionOf } from './projections.js';
import type { LockClause, ProjectionClause, QueryState } from './query-state.js';
import { withJoins, withPrefetches } from './relations.js';
import {
  type JoinQueryOptions,
  withAnnotations,
  withCompound,
  withDistinctOn,
  withGroups,
  withJoinedQuery,
  withLateralQuery,
  withProjection,
} from './shapes.js';
import { checkedSignal } from './signals.js';
import type { LockOptions } from './types/specs.js';

/** Clauses of a query of class Q. */
export abstract class QueryClauses<Q> {
  /** What the query says so far. */
  abstract readonly state: QueryState;

  /** A query that is run the same way. */
  abstract withState(state: QueryState): Q;

  /** Keeps the rows that fulfil the conditions: an object, or `(row) => condition`. */
  filter(where: unknown): Q {
    return this.withState(withFilter(this.state, where));
  }

  /** Keeps the rows that do not fulfil the conditions, those with NULL included. */
  exclude(where: unknown): Q {
    return this.withState(withExclusion(this.state, where));
  }

  /** Orders by properties (`'-createdAt'` descends), paths (`'author.name'`) and lambdas; replaces the order so far. NULL is the greatest. */
  orderBy(...keys: readonly unknown[]): Q {
    return this.withState({ ...this.state, orders: ordersOf(this.state, keys) });
  }

  limit(count: number): Q {
    return this.withState({ ...this.state, limit: wholeNumber('limit', count) });
  }

  offset(count: number): Q {
    return this.withState({ ...this.state, offset: wholeNumber('offset', count) });
  }

  distinct(): Q {
    return this.withState({ ...this.state, isDistinct: true });
  }

  /** Loads to-one relations in the same statement. */
  join(spec: unknown): Q {
    return this.withState(withJoins(this.state, spec));
  }

  /** Loads relations with one statement each. */
  prefetch(spec: unknown): Q {
    return this.withState(withPrefetches(this.state, spec));
  }

  /** Keeps the first row, in the order of the query, for each of these values. */
  distinctOn(...asked: readonly unknown[]): Q {
    return this.withState(withDistinctOn(this.state, asked));
  }

  /** Adds named expressions to the rows; the clauses that follow may name them. */
  annotate(make: (row: unknown) => unknown): Q {
    return this.withState(withAnnotations(this.state, make));
  }

  /** Gives plain objects of these properties, or of the expressions that a lambda names. */
  values(...asked: readonly unknown[]): Q {
    return this.withState(withProjection(this.state, projectionOf(this.state, asked), 'record'));
  }

  /** Gives the values of one property, or of the expression that a lambda makes. */
  valuesList(name: unknown): Q {
    return this.withState(withProjection(this.state, [outputOf(this.state, name)], 'scalar'));
  }

  /** Groups the rows by properties, or by the expressions that a lambda names; `aggregate` says what is given of each group. */
  groupBy(...asked: readonly unknown[]): { aggregate: (make: (row: unknown) => unknown) => Q } {
    return { aggregate: (make) => this.withState(withGroups(this.state, asked, make)) };
  }

  /** The rows of both, each once. */
  union(other: { readonly state: QueryState }): Q {
    return this.withState(withCompound(this.state, 'union', other.state));
  }

  /** The rows of both. */
  unionAll(other: { readonly state: QueryState }): Q {
    return this.withState(withCompound(this.state, 'unionAll', other.state));
  }

  /** The rows that both have. */
  intersect(other: { readonly state: QueryState }): Q {
    return this.withState(withCompound(this.state, 'intersect', other.state));
  }

  /** The rows that the other has not. */
  except(other: { readonly state: QueryState }): Q {
    return this.withState(withCompound(this.state, 'except', other.state));
  }

  /** Joins the rows of another query, which expressions read by its name. */
  joinQuery(name: string, other: { readonly state: QueryState }, on: unknown, options: JoinQueryOptions = {}): Q {
    return this.withState(withJoinedQuery(this.state, name, other.state, on, options));
  }

  /** Joins to each row the rows of a query of its own. */
  joinLateral(name: string, make: unknown, options: JoinQueryOptions = {}): Q {
    return this.withState(withLateralQuery(this.state, name, make, options));
  }

  /** A comment before the SQL, for the logs of the server. Each text makes a plan of its own: keep what changes out of it. */
  comment(text: string): Q {
    return this.withState({ ...this.state, comment: commentText(text) });
  }

  /** Allows an update or delete of all rows. */
  unfiltered(): Q {
    return this.withState({ ...this.state, isUnfiltered: true });
  }

  forUpdate(options: LockOptions = {}): Q {
    return this.withState({ ...this.state, lock: lockOf('update', options) });
  }

  forShare(options: LockOptions = {}): Q {
    return this.withState({ ...this.state, lock: lockOf('share', options) });
  }

  /** Stops each statement of the query when it takes longer, the waiting for a connection included. @throws StatementTimeoutError */
  timeout(milliseconds: number): Q {
    return this.withState({ ...this.state, run: { ...this.state.run, timeout: wholeNumber('timeout', milliseconds, 1) } });
  }

  /** Stops the query on the server when the signal is aborted. @throws CancelledError */
  signal(signal: AbortSignal): Q {
    return this.withState({ ...this.state, run: { ...this.state.run, signal: checkedSignal(signal) } });
  }

  /** Asks a replica of the data source. */
  using(replica: string): Q {
    if (typeof replica !== 'string') throw notAName(replica);
    return this.withState({ ...this.state, replica });
  }
}

function lockOf(strength: LockClause['strength'], options: LockOptions): LockClause {
  const of = options.of === undefined ? undefined : [options.of].flat();
  return { strength, wait: waitOf(options), ...(of ? { of } : {}) };
}

function waitOf({ nowait, skipLocked }: LockOptions): 'wait' | 'noWait' | 'skipLocked' {
  if (nowait === true) return 'noWait';
  return skipLocked === true ? 'skipLocked' : 'wait';
}

function commentText(text: unknown): string {
  if (typeof text === 'string' && text.length > 0 && text.length <= 1000) return text;
  const reason = typeof text === 'string' ? 'it is empty or longer than 1,000 characters' : `it is ${described(text)}`;
  throw new InvalidValueError({ label: 'comment', kind: 'text', expected: 'a text', reason });
}

function notAName(found: unknown): InvalidValueError {
  const expected = 'the name of a replica';
  return new InvalidValueError({ label: 'using', kind: 'text', expected, reason: `it is ${described(found)}` });
}

function outputOf(state: QueryState, asked: unknown): ProjectionClause {
  const expression = expressionOf(state, asked);
  return { name: typeof asked === 'string' ? asked : 'value', expression, type: expression.type };
}
