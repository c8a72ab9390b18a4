// The registry of a data source: resolves what classes declare, checks all of it at boot, and freezes the result.
import { ConfigurationError } from '../error/configuration-error.js';
import type { ConfigurationProblem } from '../error/configuration-error.js';
import type { Report } from './boot-report.js';
import { definitionOf } from './entity-definition.js';
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
    throwAll(problems);
    resolveForeignKeyColumns(drafts, namingStrategy, report);
    throwAll(problems);
    resolveRelations(drafts, report);
    resolveIndexes(drafts, report);
    checkTables(drafts, report);
    throwAll(problems);
    this.#byClass = new Map([...drafts].map(([entity, { metadata }]) => [entity, metadata]));
    this.entities = Object.freeze([...this.#byClass.values()]);
    for (const metadata of this.entities) {
      declareKeyRules(metadata);
      declareOpenApi(metadata);
      deepFreeze(metadata, new Set());
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

/** The entities given and all that their relations lead to. */
function draftsOf(classes: readonly EntityClass[], naming: NamingStrategy, report: Report): Map<EntityClass, EntityDraft> {
  const drafts = new Map<EntityClass, EntityDraft>();
  const open = [...classes];
  for (let entity = open.shift(); entity !== undefined; entity = open.shift()) {
    if (drafts.has(entity)) continue;
    const definition = typeof entity === 'function' ? definitionOf(entity) : undefined;
    if (definition?.options === undefined) {
      report({
        entity: nameOf(entity),
        fact: 'it is used as an entity but has no @Entity().',
        remedy: 'Decorate the class with @Entity().',
      });
      continue;
    }
    drafts.set(entity, createDraft(entity, definition, definition.options, naming, report));
    for (const [property, relation] of definition.relations) {
      const lazy = relation.kind === 'manyToMany' ? [relation.target, relation.through] : [relation.target];
      for (const target of lazy) addTarget(open, target(), { entity: entity.name, property }, report);
    }
  }
  return drafts;
}

function addTarget(open: EntityClass[], target: unknown, at: { entity: string; property: string }, report: Report): void {
  if (typeof target === 'function') return void open.push(target as unknown as EntityClass);
  report({
    ...at,
    fact: 'the function that names the other entity gives no class.',
    remedy: 'Check the import; a barrel file that imports itself in a circle gives undefined.',
  });
}

function nameOf(entity: unknown): string {
  return typeof entity === 'function' ? entity.name : String(entity);
}

function checkTables(drafts: ReadonlyMap<EntityClass, EntityDraft>, report: Report): void {
  const seen = new Map<string, string>();
  for (const { metadata } of drafts.values()) {
    const path = `${metadata.table.schema ?? ''}.${metadata.table.name}`;
    const other = seen.get(path);
    if (other !== undefined) {
      report({
        entity: metadata.name,
        fact: `its table "${metadata.table.name}" is also the one of ${other}.`,
        remedy: 'Name another one by @Entity({ table }).',
      });
    }
    seen.set(path, metadata.name);
  }
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
