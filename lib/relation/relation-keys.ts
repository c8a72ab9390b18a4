// Which columns tie the rows of a relation: those of its source, and those of the rows that come with a batch.
import type { ColumnMetadata, RelationMetadata } from '../entity/entity-metadata.js';

/** Columns of the source, whose values a batch is loaded for. */
export function parentKeyOf(relation: RelationMetadata): readonly ColumnMetadata[] {
  switch (relation.kind) {
    case 'belongsTo':
      return relation.foreignKey.columns;
    case 'hasOne':
    case 'hasMany':
      return relation.inverse.foreignKey.references;
    case 'manyToMany':
      return relation.toSource.foreignKey.references;
  }
}

/** Columns that hold the parent's key beside each child: the child's own, or those of the through table. */
export function childKeyOf(relation: RelationMetadata): readonly ColumnMetadata[] {
  switch (relation.kind) {
    case 'belongsTo':
      return relation.foreignKey.references;
    case 'hasOne':
    case 'hasMany':
      return relation.inverse.foreignKey.columns;
    case 'manyToMany':
      return relation.toSource.foreignKey.columns;
  }
}
