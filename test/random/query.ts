// Random queries: an entity, clauses, and a terminal; as code and as what the evaluation needs.
import { distinctClause, limitClause, offsetClause } from './clauses/bounds.js';
import { distinctOnClauses } from './clauses/distinct-on.js';
import { filterClause } from './clauses/filter.js';
import { groupClauses } from './clauses/groups.js';
import { joinClause, lessOptions, prefetchClause } from './clauses/loads.js';
import { orderClause, orderOfShown } from './clauses/order.js';
import { setOperationClauses } from './clauses/set-operations.js';
import { valuesClause } from './clauses/values.js';
import { windowsClause } from './clauses/windows.js';
import type { Place } from './expression.js';
import { type EntityModel, type Model, repositoryName, visibleColumns } from './model.js';
import { placeOf } from './place.js';
import type { Random } from './random.js';
import { appliedTo, callOf, type Clause, type Spec } from './spec.js';
import { allTerminal, groupTerminal, type Terminal, terminalFor } from './terminals.js';

export interface RandomQuery {
  readonly entity: EntityModel;
  readonly clauses: readonly Clause[];
  readonly terminal: Terminal;
}

export function makeQuery(random: Random, model: Model): RandomQuery {
  const entity = random.pick(model.entities);
  const place = placeOf(random, model, entity);
  const clauses = clausesOf(place);
  const spec = appliedTo(entity, clauses);
  return { entity, clauses, terminal: isPlain(spec) ? terminalFor(place, spec) : groupTerminal(random) };
}

/** What every terminal can end. */
function isPlain({ groups, operands, distinctOn, outputs }: Spec): boolean {
  return !groups && !operands && !distinctOn && !outputs.some(({ name }) => name === 'w0');
}

function clausesOf(place: Place): Clause[] {
  const { random } = place;
  const clauses: (Clause | undefined)[] = [];
  const filters = random.pick([0, 1, 1, 1, 2]);
  for (let index = 0; index < filters; index++) clauses.push(filterClause(place, random.chance(70) ? 'filter' : 'exclude'));
  clauses.push(...shapeOf(place));
  return clauses.filter((clause) => clause !== undefined);
}

/** What becomes of the rows. */
function shapeOf(place: Place): (Clause | undefined)[] {
  const { random } = place;
  const choice = random.below(100);
  if (choice < 10) return groupClauses(place);
  if (choice < 18) return [...setOperationClauses(place), ...boundsOf(random)];
  if (choice < 24) return [...distinctOnClauses(place), ...boundsOf(random)];
  if (choice < 34) return [windowsClause(place), random.chance(60) ? orderClause(place, true) : undefined, ...boundsOf(random)];
  const values = random.chance(40) ? valuesClause(place) : undefined;
  const shown = values ? [values] : loadsOf(place);
  const isDistinct = random.chance(12);
  if (isDistinct) return [...shown, distinctClause, orderOfShown(place, namesShown(place, values)), ...boundsOf(random)];
  return [...shown, random.chance(50) ? orderClause(place, random.chance(60)) : undefined, ...boundsOf(random)];
}

function boundsOf(random: Random): (Clause | undefined)[] {
  return [random.chance(25) ? limitClause(random) : undefined, random.chance(12) ? offsetClause(random) : undefined];
}

function loadsOf(place: Place): (Clause | undefined)[] {
  const isJoined = place.random.chance(25);
  const join = isJoined ? joinClause(place) : undefined;
  const prefetch = !isJoined && place.random.chance(30) ? prefetchClause(place) : undefined;
  return [join, prefetch];
}

function namesShown({ entity, variable }: Place, values: Clause | undefined): string[] {
  if (values === undefined) return visibleColumns(entity).map(({ property }) => property);
  return values.arguments.filter((argument) => argument.startsWith("'") && variable !== '').map((argument) => argument.slice(1, -1));
}

export function specOfQuery({ entity, clauses }: RandomQuery): Spec {
  return appliedTo(entity, clauses);
}

export function codeOfQuery({ entity, clauses, terminal }: RandomQuery): string {
  const query = `${repositoryName(entity)}${clauses.map(callOf).join('')}`;
  return terminal.around?.(query) ?? `${query}${terminal.code}`;
}

/** The query with less in it. */
export function* smallerQueries(query: RandomQuery): Iterable<RandomQuery> {
  if (query.terminal !== allTerminal) yield { ...query, terminal: allTerminal };
  for (const clauses of lessOptions(query.clauses)) yield { ...query, clauses };
  for (const terminal of query.terminal.smaller()) yield { ...query, terminal };
}
