// join and prefetch: rows with related rows in them, to some depth.
import type { Place } from '../expression.js';
import { type EntityModel, entityNamed, isList, type Model, type RelationModel, toOneRelations } from '../model.js';
import type { Random } from '../random.js';
import { appliedTo, type Clause, optionOf, type Spec, specOf } from '../spec.js';
import { limitClause, offsetClause } from './bounds.js';
import { filterClause } from './filter.js';
import { orderClause } from './order.js';

/** A to-one relation to join, and what to join to its rows. */
interface Joined {
  readonly relation: RelationModel;
  readonly target: EntityModel;
  readonly deeper: readonly Joined[];
}

export function joinClause({ random, model, entity }: Place): Clause | undefined {
  const joined = joinedOf(random, model, entity, 2);
  return joined.length > 0 ? joinOf(joined) : undefined;
}

function joinedOf(random: Random, model: Model, entity: EntityModel, depth: number): Joined[] {
  if (depth === 0) return [];
  return random.some(toOneRelations(entity), 1 + random.below(2)).map((relation) => {
    const target = entityNamed(model, relation.target);
    return { relation, target, deeper: random.chance(40) ? joinedOf(random, model, target, depth - 1) : [] };
  });
}

function joinOf(joined: readonly Joined[]): Clause {
  return {
    name: 'join',
    arguments: [joinCode(joined)],
    apply: (spec) => withJoined(spec, joined),
    *smaller() {
      for (const less of lessJoined(joined)) yield joinOf(less);
    },
  };
}

function* lessJoined(joined: readonly Joined[]): Iterable<readonly Joined[]> {
  if (joined.length > 1) for (const index of joined.keys()) yield joined.toSpliced(index, 1);
  for (const [index, each] of joined.entries()) if (each.deeper.length > 0) yield joined.with(index, { ...each, deeper: [] });
}

function joinCode(joined: readonly Joined[]): string {
  return `{ ${joined.map(({ relation, deeper }) => `${relation.property}: ${deeper.length > 0 ? joinCode(deeper) : 'true'}`).join(', ')} }`;
}

function withJoined(spec: Spec, joined: readonly Joined[]): Spec {
  const loads = joined.map(({ relation, target, deeper }) => ({ relation, spec: withJoined(specOf(target), deeper) }));
  return { ...spec, loads: [...spec.loads, ...loads] };
}

/** A relation to prefetch, with the options of its rows. */
interface Prefetched {
  readonly relation: RelationModel;
  readonly target: EntityModel;
  readonly options: readonly Clause[];
}

/** Relations other than those that are joined already. */
export function prefetchClause(place: Place, depth = 2): Clause | undefined {
  const relations = place.random.some(place.entity.relations, 1 + place.random.below(2));
  if (relations.length === 0 || depth === 0) return undefined;
  return prefetchOf(relations.map((relation) => prefetchedOf(place, relation, depth)));
}

function prefetchedOf(outer: Place, relation: RelationModel, depth: number): Prefetched {
  const { random, model } = outer;
  const target = entityNamed(model, relation.target);
  const place = outer.inside(target);
  const options: (Clause | undefined)[] = [];
  if (random.chance(30)) options.push(filterClause(place, random.pick(['filter', 'exclude'])));
  const isBounded = isList(relation) && random.chance(30);
  if (isBounded || random.chance(30)) options.push(orderClause(place, true));
  if (isBounded) options.push(limitClause(random), random.chance(40) ? offsetClause(random) : undefined);
  if (random.chance(20)) options.push(joinClause(place));
  // A relation is either joined or prefetched.
  else if (random.chance(30)) options.push(prefetchClause(place, depth - 1));
  return { relation, target, options: options.filter((option) => option !== undefined) };
}

function prefetchOf(prefetched: readonly Prefetched[]): Clause {
  const code = prefetched.map(({ relation, options }) => `${relation.property}: ${optionsCode(options)}`).join(', ');
  return {
    name: 'prefetch',
    arguments: [`{ ${code} }`],
    apply: (spec) => ({ ...spec, loads: [...spec.loads.filter((load) => !isOneOf(load.relation, prefetched)), ...prefetched.map(loadOf)] }),
    *smaller() {
      if (prefetched.length > 1) for (const index of prefetched.keys()) yield prefetchOf(prefetched.toSpliced(index, 1));
      for (const [index, each] of prefetched.entries()) {
        for (const options of lessOptions(each.options)) yield prefetchOf(prefetched.with(index, { ...each, options }));
      }
    },
  };
}

function isOneOf(relation: RelationModel, prefetched: readonly Prefetched[]): boolean {
  return prefetched.some((other) => other.relation === relation);
}

function optionsCode(options: readonly Clause[]): string {
  return options.length === 0 ? 'true' : `{ ${options.map(optionOf).join(', ')} }`;
}

function loadOf({ relation, target, options }: Prefetched): { relation: RelationModel; spec: Spec } {
  return { relation, spec: appliedTo(target, options) };
}

/** Fewer or simpler clauses. */
export function* lessOptions(options: readonly Clause[]): Iterable<readonly Clause[]> {
  for (const index of options.keys()) yield options.toSpliced(index, 1);
  for (const [index, option] of options.entries()) for (const less of option.smaller()) yield options.with(index, less);
}
