// Relations of the registry's drafts: columns of foreign keys first, then both sides of each relation.
import { constraintName } from './constraint-name.js';
import { addColumn, type EntityDraft } from './entity-draft.js';
import type { BelongsToFacts, HasFacts, ManyToManyFacts } from './entity-definition.js';
import type { BelongsToMetadata, ColumnMetadata, EntityClass, EntityMetadata, ManyToManyMetadata } from './entity-metadata.js';
import type { Report } from './boot-report.js';
import type { NamingStrategy } from './naming-strategy.js';

type Drafts = ReadonlyMap<EntityClass, EntityDraft>;

interface Place {
  readonly draft: EntityDraft;
  readonly property: string;
  readonly report: Report;
}

/** Adds the columns that only `@BelongsTo` names: their type is the one of the column they refer to. */
export function resolveForeignKeyColumns(drafts: Drafts, naming: NamingStrategy, report: Report): void {
  const open = [...drafts.values()].flatMap((draft) => belongsToOf(draft).map(([property, facts]) => ({ draft, property, facts })));
  // A key may refer to a key that is itself only named by a relation: such chains need as many rounds as they have links.
  for (let round = open.length; open.length > 0 && round >= 0; round -= 1) {
    for (const item of open.splice(0)) if (!addKeyColumns(drafts, { ...item, report }, item.facts, naming)) open.push(item);
  }
  for (const { draft, property } of open) {
    const fact = 'its keys refer to columns that the other entity does not have.';
    report({
      entity: draft.metadata.name,
      property,
      fact,
      remedy: 'Name columns of the other entity by { references }, or give it an @Id().',
    });
  }
}

function belongsToOf(draft: EntityDraft): [string, BelongsToFacts][] {
  return [...draft.definition.relations].flatMap(([property, facts]) => (facts.kind === 'belongsTo' ? [[property, facts]] : []));
}

/** Whether the columns referred to are known yet. */
function addKeyColumns(drafts: Drafts, place: Place, facts: BelongsToFacts, naming: NamingStrategy): boolean {
  const references = referencedColumns(drafts, facts);
  if (references === undefined) return false;
  if (references.length !== facts.keys.length) return reportCount(place, references.length);
  const { metadata } = place.draft;
  facts.keys.forEach((key, index) => {
    const reference = references[index];
    if (!reference || metadata.columnOf.has(key)) return;
    addColumn(metadata, key, { type: reference.type, isNullable: facts.isNullable }, naming);
  });
  return true;
}

function reportCount({ draft, property, report }: Place, count: number): true {
  const fact = `it names another number of key columns than the ${count} that they refer to.`;
  report({ entity: draft.metadata.name, property, fact, remedy: "Name one key for each, as in ['orderId', 'line']." });
  return true;
}

function referencedColumns(drafts: Drafts, facts: BelongsToFacts): ColumnMetadata[] | undefined {
  const target = drafts.get(facts.target() as EntityClass)?.metadata;
  if (!target) return undefined;
  if (!facts.references) return target.primaryKey;
  const columns = facts.references.map((property) => target.columnOf.get(property));
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

/** Fills in all relations, those that hold keys first. */
export function resolveRelations(drafts: Drafts, report: Report): void {
  for (const draft of drafts.values()) {
    for (const [property, facts] of belongsToOf(draft)) resolveBelongsTo(drafts, { draft, property, report }, facts);
  }
  for (const draft of drafts.values()) {
    for (const [property, facts] of draft.definition.relations) {
      const place = { draft, property, report };
      if (facts.kind === 'manyToMany') resolveManyToMany(drafts, place, facts);
      else if (facts.kind !== 'belongsTo') resolveHas(drafts, place, facts);
    }
    orderRelations(draft);
  }
}

/** Properties in the order in which the class declares them. */
function orderRelations({ metadata, definition }: EntityDraft): void {
  const found = new Map(metadata.relationOf);
  metadata.relationOf.clear();
  for (const property of definition.relations.keys()) {
    const relation = found.get(property);
    if (relation) metadata.relationOf.set(property, relation);
  }
}

function resolveBelongsTo(drafts: Drafts, { draft, property, report }: Place, facts: BelongsToFacts): void {
  const { metadata } = draft;
  const target = drafts.get(facts.target() as EntityClass)?.metadata;
  const references = referencedColumns(drafts, facts);
  if (!target || !references || references.length !== facts.keys.length) return;
  const columns = facts.keys.flatMap((key) => metadata.columnOf.get(key) ?? []);
  const nullable = columns.filter(({ isNullable }) => isNullable);
  if (facts.isNullable !== nullable.length > 0) {
    const remedy = 'Make the key columns and the relation nullable, or neither.';
    report({ entity: metadata.name, property, fact: 'the relation and its key columns disagree about being nullable.', remedy });
  }
  if (facts.onDelete === 'setNull' && !facts.isNullable) {
    report({
      entity: metadata.name,
      property,
      fact: `onDelete: 'setNull' needs keys that may be null.`,
      remedy: 'Add nullable: true, or choose another action.',
    });
  }
  columns.forEach((column, index) => checkKind(column, references[index], { draft, property, report }));
  const names = columns.map(({ name }) => name);
  if (facts.isUnique) metadata.uniques.push({ name: constraintName(metadata.table.name, names, 'key'), columns });
  metadata.relationOf.set(property, {
    kind: 'belongsTo',
    property,
    source: metadata,
    target,
    isNullable: facts.isNullable,
    foreignKey: {
      columns,
      references,
      constraint: constraintName(metadata.table.name, names, 'fkey'),
      onDelete: facts.onDelete ?? 'noAction',
      onUpdate: facts.onUpdate ?? 'noAction',
      // Views neither hold foreign keys nor are referred to.
      isConstrained: facts.isConstrained && metadata.view === undefined && target.view === undefined,
    },
  });
}

/** Databases refuse keys of another type than the one they refer to, some of them only when rows are written. */
function checkKind(column: ColumnMetadata, reference: ColumnMetadata | undefined, { draft, property, report }: Place): void {
  const [kind, other] = [column.type.kind, reference?.type.kind];
  if (other === undefined || kind === other || (isText(kind) && isText(other))) return;
  const fact = `its key ${column.property} is ${kind}, but what it refers to is ${other}.`;
  report({ entity: draft.metadata.name, property, fact, remedy: `Decorate ${column.property} with @Column.${other}().` });
}

function isText(kind: string): boolean {
  return kind === 'string' || kind === 'text';
}

function resolveHas(drafts: Drafts, { draft, property, report }: Place, facts: HasFacts): void {
  const { metadata } = draft;
  const target = drafts.get(facts.target() as EntityClass)?.metadata;
  const inverse = target?.relationOf.get(facts.inverse);
  if (target && inverse?.kind === 'belongsTo' && isKindOf(metadata.target, inverse.target.target)) {
    if (facts.kind === 'hasOne') checkUnique({ draft, property, report }, inverse, drafts);
    metadata.relationOf.set(property, { kind: facts.kind, property, source: metadata, target, inverse });
    return;
  }
  const name = target?.name ?? 'the other entity';
  report({
    entity: metadata.name,
    property,
    fact: `its other side, ${name}.${facts.inverse}, is no @BelongsTo of ${metadata.name}.`,
    remedy: `Declare @BelongsTo(() => ${metadata.name}, ...) in ${name} and name that property here.`,
  });
}

/** Of two rows for one, a join would show any. */
function checkUnique(
  { draft, property, report }: Place,
  { source, property: inverse, foreignKey }: BelongsToMetadata,
  drafts: Drafts,
): void {
  const definition = drafts.get(source.target)?.definition;
  const properties = foreignKey.columns.map((column) => column.property);
  const declared = properties.length === 1 && definition?.columns.get(properties[0] ?? '')?.isUnique;
  const listed = drafts.get(source.target)?.options.uniques?.some((unique) => sameNames(unique, properties));
  const lists = [source.primaryKey, ...source.uniques.map(({ columns }) => columns)];
  if (
    declared ||
    listed ||
    lists.some((list) =>
      sameNames(
        list.map((column) => column.property),
        properties,
      ),
    )
  )
    return;
  const fact = `there may be several ${source.name} for one ${draft.metadata.name}: the key of ${source.name}.${inverse} is not unique.`;
  report({ entity: draft.metadata.name, property, fact, remedy: `Add { unique: true } to that @BelongsTo, or use @HasMany.` });
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}

function isKindOf(entity: EntityClass, other: EntityClass): boolean {
  return entity === other || entity.prototype instanceof other;
}

function resolveManyToMany(drafts: Drafts, { draft, property, report }: Place, facts: ManyToManyFacts): void {
  const { metadata } = draft;
  const target = drafts.get(facts.target() as EntityClass)?.metadata;
  const through = drafts.get(facts.through() as EntityClass)?.metadata;
  if (!target || !through) return;
  const links = [...through.relationOf.values()].filter((relation): relation is BelongsToMetadata => relation.kind === 'belongsTo');
  const toSource = linkTo(links, metadata, facts.from, facts.to);
  const toTarget = linkTo(links, target, facts.to, toSource?.property);
  if (toSource && toTarget) {
    const relation: ManyToManyMetadata = { kind: 'manyToMany', property, source: metadata, target, through, toSource, toTarget };
    metadata.relationOf.set(property, relation);
    return;
  }
  report({
    entity: metadata.name,
    property,
    fact: `its through entity ${through.name} does not lead to both ${metadata.name} and ${target.name}.`,
    remedy: `Declare two @BelongsTo in ${through.name}, one to each; name them by { from, to } where more than two could be meant.`,
  });
}

/** The named relation, or the only one that leads there. */
function linkTo(
  links: readonly BelongsToMetadata[],
  target: EntityMetadata,
  name: string | undefined,
  taken: string | undefined,
): BelongsToMetadata | undefined {
  const found = links.filter((link) => link.target === target && link.property !== taken && (name === undefined || link.property === name));
  return found.length === 1 ? found[0] : undefined;
}
