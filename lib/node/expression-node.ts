// The nodes that have a value, and SELECT, which they may hold: one file, because they hold each other. Mirrors oxyde-wire.
import type { ColumnType } from '../entity/column-type.js';

/** A table as the database knows it. */
export interface TableName {
  readonly name: string;
  readonly schema?: string | undefined;
}

/** A stored column of the source with this alias. */
export interface ColumnNode {
  readonly kind: 'column';
  readonly source: string;
  readonly name: string;
  readonly type: ColumnType;
}

/** A position in the parameters of a run; with `list`, the value there is an array of values of this type. */
export interface ParameterNode {
  readonly kind: 'parameter';
  readonly index: number;
  readonly type: ColumnType;
  readonly list?: true | undefined;
}

export type LiteralValue = null | boolean | number | string;

/** A constant that is part of the structure. */
export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: LiteralValue;
}

/** True when all are; true when empty. */
export interface AndNode {
  readonly kind: 'and';
  readonly operands: readonly ExpressionNode[];
}

/** True when one is; false when empty. */
export interface OrNode {
  readonly kind: 'or';
  readonly operands: readonly ExpressionNode[];
}

/** True when the operand is false or NULL. */
export interface NotNode {
  readonly kind: 'not';
  readonly operand: ExpressionNode;
}

export type Comparison = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';

/** NULL on either side gives NULL, as in SQL. */
export interface CompareNode {
  readonly kind: 'compare';
  readonly operator: Comparison;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

export interface IsNullNode {
  readonly kind: 'isNull';
  readonly operand: ExpressionNode;
  readonly negated?: true | undefined;
}

/** `list` is a list parameter; an empty one matches nothing. */
export interface InNode {
  readonly kind: 'in';
  readonly operand: ExpressionNode;
  readonly list: ParameterNode;
}

export interface InSelectNode {
  readonly kind: 'inSelect';
  readonly operand: ExpressionNode;
  readonly select: SelectNode;
}

export interface BetweenNode {
  readonly kind: 'between';
  readonly operand: ExpressionNode;
  readonly low: ExpressionNode;
  readonly high: ExpressionNode;
}

/** `pattern` is a parameter of kind text, with wildcards and with `\` before `% _ \` that mean themselves. */
export interface LikeNode {
  readonly kind: 'like';
  readonly operand: ExpressionNode;
  readonly pattern: ExpressionNode;
  readonly ignoreCase?: true | undefined;
}

export type TextPosition = 'anywhere' | 'start' | 'end';

/** Whether the operand holds / begins / ends with the value of another expression. */
export interface ContainsNode {
  readonly kind: 'contains';
  readonly operand: ExpressionNode;
  readonly text: ExpressionNode;
  readonly position: TextPosition;
  readonly ignoreCase?: true | undefined;
}

export interface RegexNode {
  readonly kind: 'regex';
  readonly operand: ExpressionNode;
  readonly pattern: ExpressionNode;
  readonly ignoreCase?: true | undefined;
}

export type ArithmeticOperator = 'plus' | 'minus' | 'times' | 'dividedBy' | 'modulo';

/** `type` is the type of the result. */
export interface ArithmeticNode {
  readonly kind: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly type: ColumnType;
}

/**
 * `substring` takes a start from 1 and perhaps a length; `indexOf` gives a place from 1, or 0; `round` takes perhaps a number of digits;
 * `greatest` and `least` are NULL when one of theirs is; `random` is a float from 0 to 1.
 */
export type FunctionName =
  | 'lower'
  | 'upper'
  | 'length'
  | 'trim'
  | 'trimStart'
  | 'trimEnd'
  | 'padStart'
  | 'padEnd'
  | 'repeat'
  | 'replace'
  | 'substring'
  | 'indexOf'
  | 'concat'
  | 'coalesce'
  | 'nullIf'
  | 'greatest'
  | 'least'
  | 'abs'
  | 'sign'
  | 'round'
  | 'floor'
  | 'ceil'
  | 'power'
  | 'sqrt'
  | 'random'
  | 'now';

export interface FunctionNode {
  readonly kind: 'function';
  readonly function: FunctionName;
  readonly arguments: readonly ExpressionNode[];
  readonly type: ColumnType;
}

export type AggregateName = 'count' | 'sum' | 'avg' | 'min' | 'max';

/** Without an operand: `count(*)`. */
export interface AggregateNode {
  readonly kind: 'aggregate';
  readonly function: AggregateName;
  readonly operand?: ExpressionNode | undefined;
  readonly distinct?: true | undefined;
  readonly filter?: ExpressionNode | undefined;
  readonly type: ColumnType;
}

/** `ntile`, `nthValue`, and the offset and default of `lag` and `lead` are further arguments. */
export type WindowName =
  'rowNumber' | 'rank' | 'denseRank' | 'percentRank' | 'cumeDist' | 'ntile' | 'lag' | 'lead' | 'firstValue' | 'lastValue' | 'nthValue';

/** From `start` to `end`: rows before (negative) and after the current one; null is without bound. */
export interface FrameNode {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: number | null;
  readonly end: number | null;
}

/** `function` is the name of a window function, or an aggregate. */
export interface WindowNode {
  readonly kind: 'window';
  readonly function: WindowName | AggregateNode;
  readonly arguments?: readonly ExpressionNode[] | undefined;
  readonly partitionBy?: readonly ExpressionNode[] | undefined;
  readonly orderBy?: readonly OrderNode[] | undefined;
  readonly frame?: FrameNode | undefined;
  readonly type: ColumnType;
}

/** `week` and `isoYear` are those of ISO 8601; `weekday` is 1 for Monday to 7. */
export type DatePart =
  'year' | 'isoYear' | 'quarter' | 'month' | 'week' | 'day' | 'dayOfYear' | 'weekday' | 'hour' | 'minute' | 'second' | 'date' | 'time';

/** `type` is the type of the operand; the result is an int, a date for the part `date`, a time for `time`. */
export interface DatePartNode {
  readonly kind: 'datePart';
  readonly part: DatePart;
  readonly operand: ExpressionNode;
  readonly type: ColumnType;
}

export type DateUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/** The beginning of the unit in which a moment lies, of the operand's own kind; weeks begin on Monday. */
export interface DateTruncateNode {
  readonly kind: 'dateTruncate';
  readonly unit: DateUnit;
  readonly operand: ExpressionNode;
  readonly type: ColumnType;
}

/** The moment so much later, of the operand's own kind; a day that a month does not have becomes its last one. */
export interface DateAddNode {
  readonly kind: 'dateAdd';
  readonly operand: ExpressionNode;
  /** Whole numbers, which may be negative; larger units first. */
  readonly amounts: readonly { readonly unit: DateUnit; readonly amount: ExpressionNode }[];
  readonly type: ColumnType;
}

/** From `right` to `left`, in milliseconds; `type` is that of both. */
export interface DateDifferenceNode {
  readonly kind: 'dateDifference';
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly type: ColumnType;
}

/** The JSON value at a path, as JSON or, with `asText`, as plain text. */
export interface JsonPathNode {
  readonly kind: 'jsonPath';
  readonly operand: ExpressionNode;
  readonly path: readonly (string | number)[];
  readonly asText?: true | undefined;
}

export interface JsonContainsNode {
  readonly kind: 'jsonContains';
  readonly operand: ExpressionNode;
  readonly value: ExpressionNode;
}

export interface JsonHasKeyNode {
  readonly kind: 'jsonHasKey';
  readonly operand: ExpressionNode;
  readonly key: ExpressionNode;
}

export type ArrayMode = 'one' | 'any' | 'all';

/** Whether an array holds the element, or any or all elements of a list parameter. */
export interface ArrayHasNode {
  readonly kind: 'arrayHas';
  readonly operand: ExpressionNode;
  readonly value: ExpressionNode;
  readonly mode: ArrayMode;
  /** The type of the elements. */
  readonly of: ColumnType;
}

export interface ArrayIsEmptyNode {
  readonly kind: 'arrayIsEmpty';
  readonly operand: ExpressionNode;
}

export interface CastNode {
  readonly kind: 'cast';
  readonly operand: ExpressionNode;
  readonly type: ColumnType;
}

export interface CaseNode {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: ExpressionNode; readonly then: ExpressionNode }[];
  readonly otherwise?: ExpressionNode | undefined;
}

export interface ExistsNode {
  readonly kind: 'exists';
  readonly select: SelectNode;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly select: SelectNode;
}

/** A column of a derived table, by the name of its output. */
export interface ReferenceNode {
  readonly kind: 'reference';
  readonly source: string;
  readonly name: string;
}

/** A piece of a user's own SQL. */
export type FragmentNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'identifier'; readonly parts: readonly string[] }
  | { readonly kind: 'expression'; readonly expression: ExpressionNode };

export interface RawExpressionNode {
  readonly kind: 'raw';
  readonly fragments: readonly FragmentNode[];
}

export type ExpressionNode =
  | ColumnNode
  | ParameterNode
  | LiteralNode
  | AndNode
  | OrNode
  | NotNode
  | CompareNode
  | IsNullNode
  | InNode
  | InSelectNode
  | BetweenNode
  | LikeNode
  | ContainsNode
  | RegexNode
  | ArithmeticNode
  | FunctionNode
  | AggregateNode
  | WindowNode
  | DatePartNode
  | DateTruncateNode
  | DateAddNode
  | DateDifferenceNode
  | JsonPathNode
  | JsonContainsNode
  | JsonHasKeyNode
  | ArrayHasNode
  | ArrayIsEmptyNode
  | CastNode
  | CaseNode
  | ExistsNode
  | ScalarNode
  | ReferenceNode
  | RawExpressionNode;

/** Where rows come from. */
export type SourceNode =
  | { readonly kind: 'table'; readonly table: TableName; readonly alias: string }
  | { readonly kind: 'derived'; readonly select: SelectNode; readonly alias: string; readonly lateral?: true | undefined }
  | { readonly kind: 'cte'; readonly name: string; readonly alias: string };

/** A named select before the statement; its outputs are named. A recursive one reads itself in the last of its compounds. */
export interface CteNode {
  readonly name: string;
  readonly select: SelectNode;
  readonly recursive?: true | undefined;
}

export type SetOperator = 'union' | 'unionAll' | 'intersect' | 'except';

/** Another select whose rows are added, kept or taken away. INVARIANT: no order, bounds or lock on either side. */
export interface CompoundNode {
  readonly operator: SetOperator;
  readonly select: SelectNode;
}

/** `on` of a lateral source may read the sources before it. */
export interface JoinNode {
  readonly type: 'left' | 'inner';
  readonly source: SourceNode;
  readonly on: ExpressionNode;
}

/** A column of a result; its position is its place in the list. */
export interface OutputNode {
  readonly expression: ExpressionNode;
  readonly type: ColumnType;
  /** The name in SQL, where something refers to it. */
  readonly name?: string | undefined;
  /** Entity and property in words, for decode failures. */
  readonly label?: string | undefined;
}

export interface OrderNode {
  readonly expression: ExpressionNode;
  readonly descending?: true | undefined;
  /** Where NULLs go; absent when the expression is never NULL. */
  readonly nulls?: 'first' | 'last' | undefined;
}

export interface LockNode {
  readonly strength: 'update' | 'share';
  readonly wait?: 'noWait' | 'skipLocked' | undefined;
  /** Aliases of the locked sources; all when absent. */
  readonly of?: readonly string[] | undefined;
}

export interface SelectNode {
  readonly kind: 'select';
  readonly with?: readonly CteNode[] | undefined;
  readonly from: SourceNode;
  readonly joins?: readonly JoinNode[] | undefined;
  readonly columns: readonly OutputNode[];
  readonly where?: ExpressionNode | undefined;
  readonly groupBy?: readonly ExpressionNode[] | undefined;
  readonly having?: ExpressionNode | undefined;
  readonly orderBy?: readonly OrderNode[] | undefined;
  readonly limit?: ExpressionNode | undefined;
  readonly offset?: ExpressionNode | undefined;
  readonly distinct?: true | undefined;
  /** The first row, in the order of `orderBy`, for each of these values. */
  readonly distinctOn?: readonly ExpressionNode[] | undefined;
  /** In turn, from left to right. */
  readonly compounds?: readonly CompoundNode[] | undefined;
  readonly lock?: LockNode | undefined;
  /** Written before the statement, for logs of the server. */
  readonly comment?: string | undefined;
}
