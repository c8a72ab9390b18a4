// The registry of a data source: resolves what classes declare, checks all of it at boot, and freezes the result.
import { ConfigurationError } from '../error/configuration-error.js';
import type { ConfigurationProblem } from '../error/configuration-error.js';
import type { Report } from './boot-report.js';
import { checkColumns } from './check-columns.js';
import { checkNames } from './check-names.js';
import { definitionOf, type LazyClass } from './entity-definition.js';
import { createDraft, type EntityDraft } from './entity-draft.js';
import type { EntityClass, EntityMetadata } from './entity-metadata.js';
import { declareKeyRules } from './key-rules.js';
import { type NamingStrategy, snakeCase } from './naming-strategy.js';
import { declareOpenApi } from './openapi-facts.js';
import { resolveIndexes } from './resolve-indexes.js';
import { resolveForeignKeyColumns, resolveRelations } from './resolve-relations.js';

export interface RegistryOptions {
  readonly namingStrategy?: NamingStrategy | undefined;
}

/**
 * The entities of one data source, with those that their relations lead to.
 *
 * @throws ConfigurationError (OXY-C001) with everything that is wrong, by entity and property
 */
export class EntityRegistry {
  readonly entities: readonly EntityMetadata[];
  readonly #byClass: ReadonlyMap<EntityClass, EntityMetadata>;

  constructor(classes: readonly EntityClass[], { namingStrategy = snakeCase }: RegistryOptions = {}) {
    const problems: ConfigurationProblem[] = [];
    const report: Report = (problem) => void problems.push(problem);
    const drafts = draftsOf(classes, namingStrategy, report);
    const metadata = [...drafts.values()].map((draft) => draft.metadata);
    // What is missing makes all that follows look wrong.
    throwAll(problems.filter(({ fact }) => fact === noClass || fact === noEntity));
    resolveForeignKeyColumns(drafts, namingStrategy, report);
    resolveRelations(drafts, report);
    resolveIndexes(drafts, report);
    for (const entity of metadata) checkColumns(entity, report);
    checkNames(metadata, report);
    throwAll(problems);
    this.#byClass = new Map(metadata.map((entity) => [entity.target, entity]));
    this.entities = Object.freeze(metadata);
    const seen = new Set<object>();
    for (const entity of metadata) {
      declareKeyRules(entity);
      declareOpenApi(entity);
      deepFreeze(entity, seen);
    }
  }

  /** @throws ConfigurationError when the data source does not hold the entity */
  metadataOf(entity: EntityClass): EntityMetadata {
    const found = this.#byClass.get(entity);
    if (found) return found;
    throw new ConfigurationError({
      entity: entity?.name,
      fact: 'it is no entity of this data source.',
      remedy: 'Add it to the entities of the data source, or list it in OxydeModule.forFeature.',
    });
  }
}

export type { NamingStrategy };

const noEntity = 'it is used as an entity but has no @Entity().';
const noClass = 'the function that names the other entity gives no class.';

/** The entities given and all that their relations lead to. */
function draftsOf(classes: readonly EntityClass[], naming: NamingStrategy, report: Report): Map<EntityClass, EntityDraft> {
  const drafts = new Map<EntityClass, EntityDraft>();
  const open = [...classes];
  for (let entity = open.shift(); entity !== undefined; entity = open.shift()) {
    if (drafts.has(entity)) continue;
    const definition = typeof entity === 'function' ? definitionOf(entity) : undefined;
    if (definition?.options === undefined) {
      report({ entity: nameOf(entity), fact: noEntity, remedy: 'Decorate the class with @Entity().' });
      continue;
    }
    drafts.set(entity, createDraft(entity, definition, definition.options, naming, report));
    for (const [property, relation] of definition.relations) {
      const lazy = relation.kind === 'manyToMany' ? [relation.target, relation.through] : [relation.target];
      for (const target of lazy) addTarget(open, target, { entity: entity.name, property }, report);
    }
  }
  return drafts;
}

function addTarget(open: EntityClass[], lazy: LazyClass, at: { entity: string; property: string }, report: Report): void {
  const target = classOf(lazy);
  if (target) return void open.push(target);
  const remedy = 'Import it from its own file, not from a barrel that imports this one in a circle.';
  report({ ...at, fact: noClass, remedy });
}

/** The class, which is not there yet when a module of a circle asks too early. */
function classOf(lazy: LazyClass): EntityClass | undefined {
  try {
    const target = lazy();
    return typeof target === 'function' ? (target as unknown as EntityClass) : undefined;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function nameOf(entity: unknown): string {
  return typeof entity === 'function' ? entity.name : String(entity);
}

function throwAll(problems: readonly ConfigurationProblem[]): void {
  const [first, ...rest] = problems;
  if (first) throw new ConfigurationError([first, ...rest]);
}

/** Classes, maps and defaults keep what they are; the facts about them do not change any more. */
function deepFreeze(value: unknown, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map) {
    for (const item of value.values()) deepFreeze(item, seen);
    return;
  }
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return;
  Object.freeze(value);
  for (const [name, item] of Object.entries(value)) if (name !== 'default') deepFreeze(item, seen);
}
