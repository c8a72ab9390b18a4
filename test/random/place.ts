// Where expressions are made: chooses a construct for a kind, and values that hit.
import type { ElementKind, Kind } from '../../lib/entity/column-type.js';
import { type Cell, pools } from './cells.js';
import { constructs } from './constructs/all.js';
import { columnOf, isOf } from './constructs/column.js';
import { type Construct, type Expression, literal, type Place } from './expression.js';
import type { EntityModel, Model } from './model.js';
import type { Random } from './random.js';

const variables = ['p', 'q', 'r', 's', 't', 'u', 'v', 'w'];

/** The place of a lambda over a row of the entity. */
export function placeOf(random: Random, model: Model, entity: EntityModel, depth = 2, level = 0): Place {
  const variable = variables[level] ?? 'z';
  const place: Place = {
    random,
    model,
    entity,
    variable,
    depth,
    expression: (kind, of) => expressionOf(place, kind, of),
    condition: () => conditionOf(place),
    value: (kind, of) => valueOf(place, kind, of),
    deeper: () => placeOf(random, model, entity, depth - 1, level),
    inside: (other) => placeOf(random, model, other, depth - 1, level + 1),
  };
  return place;
}

function expressionOf(place: Place, kind: Kind, of?: ElementKind): Expression | undefined {
  const column = (): Expression | undefined => columnOf(place, 1, (candidate) => isOf(candidate, kind, of));
  if (place.depth <= 0 || place.random.chance(30)) return column();
  const fitting = constructs.filter(({ gives, name }) => gives.includes(kind) || name === 'column');
  return chosen(place.random, fitting).make(place.deeper(), kind, of) ?? column();
}

function conditionOf(place: Place): Expression {
  const fitting = constructs.filter(({ gives, name }) => gives.includes('boolean') && (place.depth > 0 || shallow.has(name)));
  for (let attempt = 0; attempt < 8; attempt++) {
    const made = chosen(place.random, fitting).make(place.deeper(), 'boolean');
    if (made) return made;
  }
  return keyIsThere(place);
}

const shallow = new Set(['compare', 'between', 'in', 'isNull', 'text lookup', 'json', 'array', 'regex']);

/** A condition that every entity has. */
function keyIsThere(place: Place): Expression {
  const key = columnOf(place, 0, ({ isKey }) => isKey) ?? literal('int', 1);
  return { kind: 'boolean', code: `${key.code}.isNotNull()`, evaluate: (row) => key.evaluate(row) !== null, smaller: () => [] };
}

/** One of the constructs, by their weights. */
function chosen(random: Random, list: readonly Construct[]): Construct {
  let left = random.below(list.reduce((sum, { weight }) => sum + weight, 0));
  const found = list.find(({ weight }) => (left -= weight) < 0);
  return found ?? (list[0] as Construct);
}

/** A value that a column has, more often than not. */
function valueOf({ random, entity }: Place, kind: Kind, of?: ElementKind): Cell {
  const columns = entity.columns.filter((column) => isOf(column, kind, of));
  if (columns.length > 0 && (random.chance(70) || kind === 'enum' || kind === 'array')) return random.pick(random.pick(columns).pool);
  if (kind === 'array') return random.several(pools[of ?? 'string'], random.below(3));
  return random.pick(pools[kind]);
}
