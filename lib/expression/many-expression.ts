// A to-many relation in an expression: semi-joins, and aggregates over the related rows, each a select of its own.
import type { RelationMetadata } from '../entity/entity-metadata.js';
import { aggregateNode } from '../node/calculation-nodes.js';
import type { AggregateName } from '../node/expression-node.js';
import { notNode } from '../node/logic-nodes.js';
import { existsNode, scalarNode } from '../node/select-nodes.js';
import { aggregatedType } from './aggregated-type.js';
import type { RelatedParts, Scope } from './expression-clause.js';
import { conditionIn, Expression, expressionIn } from './expression.js';
import { quoted } from './field-table.js';
import { booleanType } from './lookup.js';
import { type Subject, subjectOf } from './subject.js';

type Make = (row: unknown) => unknown;

/** What a lambda gives; `clauseOf` makes its expressions ready for the query. */
export interface Made {
  readonly made: unknown;
  /** How deep the lambda is nested. */
  readonly depth: number;
  clauseOf(expression: Expression): Expression;
}

/** Calls a lambda with a row. */
export type RunLambda = (subject: Subject, make: Make) => Made;

/** A to-one path from the row that a statement is about. */
export interface RowPath {
  readonly subject: Subject;
  readonly key: string;
  readonly isNullable: boolean;
  /** For the lambdas over related rows. */
  readonly run: RunLambda;
  scope(root: Scope): Scope;
}

/** How related rows are aggregated. */
export interface RelatedAggregate {
  readonly name: AggregateName;
  /** What is aggregated; the rows themselves are counted without it. */
  readonly of: Make | undefined;
  readonly filter: Make | undefined;
  readonly isDistinct: boolean;
}

export class ManyExpression {
  readonly #path: RowPath;
  readonly #relation: RelationMetadata;

  constructor(path: RowPath, relation: RelationMetadata) {
    this.#path = path;
    this.#relation = relation;
  }

  /** Some related row fulfils the condition; without one, there is a related row. */
  some(where?: Make): Expression {
    const condition = this.#condition(where);
    return this.#quantified('some', condition, (scope) => existsNode(this.#related(scope, (row) => ({ where: condition?.resolve(row) }))));
  }

  /** No related row fulfils the condition; without one, there is no related row. */
  none(where?: Make): Expression {
    const condition = this.#condition(where);
    return this.#quantified('none', condition, (scope) =>
      notNode(existsNode(this.#related(scope, (row) => ({ where: condition?.resolve(row) })))),
    );
  }

  /** No related row fails the condition. */
  every(where: Make): Expression {
    const condition = this.#condition(where);
    return this.#quantified('every', condition, (scope) =>
      notNode(existsNode(this.#related(scope, (row) => (condition ? { where: notNode(condition.resolve(row)) } : {})))),
    );
  }

  /** An aggregate over the related rows, which never multiplies the rows of the query. */
  aggregate({ name, of, filter, isDistinct }: RelatedAggregate): Expression {
    const operand = of && this.#expression(of);
    const condition = this.#condition(filter);
    const type = aggregatedType(name, operand?.type);
    const parts = `${isDistinct ? 'distinct ' : ''}${operand?.key ?? '*'}${condition ? ` if ${condition.key}` : ''}`;
    return new Expression({
      key: `${this.#path.key}${quoted(this.#relation.property)} ${name}(${parts})`,
      values: [...(operand?.values ?? []), ...(condition?.values ?? [])],
      type,
      label: this.#relation.property,
      isNullable: name !== 'count',
      resolve: (scope) =>
        scalarNode(
          this.#related(scope, (row) => ({
            output: { expression: aggregateNode(name, type, operand?.resolve(row), { isDistinct }), type },
            where: condition?.resolve(row),
          })),
        ),
    });
  }

  #condition(where: Make | undefined): Expression | undefined {
    if (where === undefined) return undefined;
    const { made, clauseOf } = this.#path.run(subjectOf(this.#relation.target), where);
    return clauseOf(conditionIn(made));
  }

  #expression(make: Make): Expression {
    const { made, clauseOf } = this.#path.run(subjectOf(this.#relation.target), make);
    return clauseOf(expressionIn(made));
  }

  #related(scope: Scope, make: (row: Scope) => RelatedParts): ReturnType<Scope['related']> {
    return this.#path.scope(scope).related(this.#relation, make);
  }

  #quantified(name: string, condition: Expression | undefined, resolve: Expression['resolve']): Expression {
    const key = `${this.#path.key}${quoted(this.#relation.property)} ${name}(${condition?.key ?? ''})`;
    const values = condition?.values ?? [];
    return new Expression({ key, values, type: booleanType, label: this.#relation.property, isNullable: false, resolve });
  }
}
