// Keyset paging: pages that begin after a row, whatever was added or removed before it meanwhile.
import { createHash } from 'node:crypto';
import type { ColumnType } from '../entity/column-type.js';
import { InvalidQueryError } from '../error/invalid-query-error.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import type { Expression } from '../expression/expression.js';
import { checkOf, described } from '../expression/value-check.js';
import type { KeyedRows } from './executor.js';
import type { CursorPage } from './types/specs.js';
import { withCondition } from './conditions.js';
import { keyOrder, reversed } from './orders.js';
import type { OrderClause, QueryState } from './query-state.js';
import { subjectKey } from './shape-key.js';

/** An order that tells every row from every other. */
export interface Keyset {
  readonly orders: readonly OrderClause[];
  /** Says of a token that it belongs to this order. */
  readonly mark: string;
}

/** The order of a query, with its primary key at the end. @throws InvalidQueryError when rows cannot be told apart. */
export function keysetOf(query: QueryState): Keyset {
  if (query.limit !== undefined || query.offset !== undefined) throw refused(query, 'has a limit or an offset', 'Say how many by size.');
  if (query.isDistinct || query.distinctOn.length > 0) throw refused(query, 'gives distinct rows', 'Group by the columns instead.');
  if (query.form === 'scalar') throw refused(query, 'gives single values', 'Give objects, by values(...).');
  if (query.entity.primaryKey.length === 0) throw refused(query, 'has rows without a key', 'Page a query of an entity or of groups.');
  if (query.orders.some(({ expression }) => expression.level !== 'row' && query.source?.kind !== 'groups')) {
    throw refused(query, 'is ordered by a window', 'Order by columns or by expressions over one row.');
  }
  const known = new Set(query.orders.map(({ expression }) => expression.key));
  const orders = [...query.orders, ...keyOrder(query.entity).filter(({ expression }) => !known.has(expression.key))];
  const text = orders.map(({ expression, isDescending, nulls }) => `${expression.key} ${isDescending} ${nulls}`).join();
  return {
    orders,
    mark: createHash('sha256')
      .update(`${subjectKey(query.entity)} ${text}`)
      .digest('base64url')
      .slice(0, 8),
  };
}

/** The query of the rows after (or, in the opposite order, before) a row, and one more than a page, which says whether there are others. */
export function pageQuery(
  query: QueryState,
  { orders }: Keyset,
  size: number,
  from: readonly unknown[] | undefined,
  isBackward = false,
): QueryState {
  const heeded = isBackward ? reversed(orders) : orders;
  const state = from ? withCondition(query, isAfter(heeded, from)) : query;
  const keys = orders.map(({ expression }, index) => ({ name: `key${index}`, expression, type: expression.type }));
  return { ...state, orders: heeded, limit: size + 1, keys };
}

/** Rows whose values come after these; the order says where NULLs are. */
function isAfter([order, ...others]: readonly OrderClause[], [value, ...rest]: readonly unknown[]): Expression {
  const { expression } = order as OrderClause;
  const beyond = isBeyond(order as OrderClause, value);
  if (others.length === 0) return beyond ?? expression.isNull().and(expression.isNotNull());
  const same = expression.eq(value).and(isAfter(others, rest));
  return beyond ? beyond.or(same) : same;
}

/** Undefined: nothing is. */
function isBeyond({ expression, isDescending, nulls }: OrderClause, value: unknown): Expression | undefined {
  if (value === null) return nulls === 'first' ? expression.isNotNull() : undefined;
  const compared = isDescending ? expression.lt(value) : expression.gt(value);
  return expression.isNullable && nulls === 'last' ? compared.or(expression.isNull()) : compared;
}

/** How a page was asked for. */
interface PageFacts {
  readonly size: number;
  readonly isBackward: boolean;
  /** Whether it begins where the rows begin (or, backwards, end). */
  readonly isStart: boolean;
}

/** The page of rows that were read, with the tokens of its ends where there are rows beyond them. */
export function cursorPage(keyset: Keyset, { rows, keys }: KeyedRows, { size, isBackward, isStart }: PageFacts): CursorPage<unknown> {
  const hasMore = rows.length > size;
  const ordered = <T>(list: readonly T[]): T[] => (isBackward ? list.slice(0, size).toReversed() : list.slice(0, size));
  const [items, places] = [ordered(rows), ordered(keys)];
  const [first, last] = [places[0], places.at(-1)];
  const [hasNext, hasPrevious] = isBackward ? [!isStart, hasMore] : [hasMore, !isStart];
  return {
    items,
    next: hasNext && last ? tokenOf(keyset, last) : null,
    previous: hasPrevious && first ? tokenOf(keyset, first) : null,
  };
}

/** A token for the place of a row. */
export function tokenOf({ mark, orders }: Keyset, values: readonly unknown[]): string {
  const parts = values.map((value, index) => encoded((orders[index] as OrderClause).expression.type, value));
  return Buffer.from(JSON.stringify([mark, ...parts])).toString('base64url');
}

/** The values of a token. @throws InvalidValueError when it is none, or one of another order. */
export function valuesIn({ mark, orders }: Keyset, token: unknown): readonly unknown[] {
  if (typeof token !== 'string') throw notAToken(`it is ${described(token)}`);
  const [given, ...parts] = parsed(token);
  if (given !== mark || parts.length !== orders.length) throw notAToken('it belongs to another query or order');
  return parts.map((part, index) => decoded((orders[index] as OrderClause).expression, part));
}

function parsed(token: string): readonly unknown[] {
  try {
    const made: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(made)) return made;
  } catch {
    // Whatever it is, it is no token.
  }
  throw notAToken('it is not one that a page gave');
}

function encoded({ kind }: ColumnType, value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (kind === 'float' && typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'bigint' ? String(value) : value;
}

function decoded({ type, label, isNullable }: Expression, part: unknown): unknown {
  if (part === null && isNullable) return null;
  try {
    return checkOf(type, label)(revived(type, part));
  } catch {
    throw notAToken('its values are not those of the order');
  }
}

function revived({ kind }: ColumnType, part: unknown): unknown {
  if (kind === 'timestamp' && typeof part === 'number') return new Date(part);
  if (kind === 'bigint' && typeof part === 'string') return BigInt(part);
  if (kind === 'bytes' && typeof part === 'string') return Uint8Array.from(Buffer.from(part, 'base64'));
  return kind === 'float' && typeof part === 'string' ? Number(part) : part;
}

function notAToken(reason: string): InvalidValueError {
  return new InvalidValueError({ label: 'cursor', kind: 'token', expected: 'a token that a page of this query gave', reason });
}

function refused({ entity }: QueryState, fact: string, remedy: string): InvalidQueryError {
  return new InvalidQueryError({ fact: `A query of ${entity.name} that is paged by keys ${fact}.`, remedy });
}
