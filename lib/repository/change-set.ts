// What a save has to write: the columns that changed since the instance was read, or those that are named.
import type { BelongsToMetadata, ColumnMetadata, EntityMetadata } from '../entity/entity-metadata.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import { isGivenByCaller } from '../validation/column-checks.js';
import { isChanged, storedCell, type Values } from './stored-state.js';

/**
 * New values by property. A to-one relation that was set to another row gives its key.
 *
 * @throws InvalidValueError for a column that Oxyde or the database writes, or a relation that contradicts its key
 */
export function changesOf(entity: EntityMetadata, instance: object, only?: readonly ColumnMetadata[]): Values {
  const changes: Values = {};
  for (const column of only ?? entity.columns) {
    if (only === undefined && !isChanged(instance, column)) continue;
    if (isGivenByCaller(column)) changes[column.property] = valueOf(entity, instance, column);
    else if (isChanged(instance, column)) throw writtenElsewhere(entity, column);
  }
  for (const relation of entity.relationOf.values()) {
    if (relation.kind === 'belongsTo') addKey(relation, instance, changes, only);
  }
  return changes;
}

function valueOf(entity: EntityMetadata, instance: object, column: ColumnMetadata): unknown {
  const value = (instance as Values)[column.property];
  if (value !== undefined) return value;
  throw refused(entity, column, 'a value', 'save was told to write it, and it is undefined');
}

/** Own properties only: reading a relation that is not loaded is an error. */
function addKey(relation: BelongsToMetadata, instance: object, changes: Values, only?: readonly ColumnMetadata[]): void {
  if (!Object.hasOwn(instance, relation.property)) return;
  const related = (instance as Values)[relation.property];
  if (related === undefined) return;
  const { columns, references } = relation.foreignKey;
  for (const [index, column] of columns.entries()) {
    const reference = references[index];
    if (reference === undefined || (only && !only.includes(column))) continue;
    const key = related === null ? null : (related as Values)[reference.property];
    const stored = storedCell(instance, column.property);
    if (key === undefined || key === stored || key === (instance as Values)[column.property]) continue;
    if (Object.hasOwn(changes, column.property) && (instance as Values)[column.property] !== stored) throw contradiction(relation, column);
    changes[column.property] = key;
  }
}

function writtenElsewhere(entity: EntityMetadata, column: ColumnMetadata): InvalidValueError {
  return refused(entity, column, 'the value that was read', 'Oxyde or the database writes it, and it was changed');
}

function contradiction({ source, property }: BelongsToMetadata, column: ColumnMetadata): InvalidValueError {
  return refused(source, column, `the key of ${property}`, `${property} was set to a row with another key`);
}

function refused({ name }: EntityMetadata, { property, type }: ColumnMetadata, expected: string, reason: string): InvalidValueError {
  return new InvalidValueError({ label: `${name}.${property}`, kind: type.kind, expected, reason });
}
