// Parents by the key of a relation: gives the keys to load children for, takes the children, and sets the relation of every parent.
import type { ColumnMetadata, RelationMetadata } from '../entity/entity-metadata.js';
import { isToMany } from '../entity/is-to-many.js';
import { sizedArray } from '../util/sized-array.js';
import { parentKeyOf } from './relation-keys.js';

type Identity = string | number | bigint | boolean;

/** A distinct key, and the children that came for it. */
interface Family {
  readonly key: readonly unknown[];
  children: object[];
  /** Children that are known to come, but are not in the list yet. */
  awaited: number;
  /** Whether a parent has the list itself: the next one gets a copy. */
  isGiven: boolean;
}

/** Keys that are asked for together. */
export interface KeyPart {
  /** One list of values for each column of the key. */
  readonly lists: readonly (readonly unknown[])[];
  /** Those asked for, where lists of several columns find more pairs than these. */
  readonly families: ReadonlySet<Family> | undefined;
}

export class KeyedParents {
  readonly #isList: boolean;
  readonly #columns: readonly ColumnMetadata[];
  readonly #parents: readonly object[];
  readonly #families = new Map<Identity, Family>();
  /** The family of each parent; none where its key holds NULL. */
  readonly #familyOf: (Family | undefined)[];

  constructor(relation: RelationMetadata, parents: readonly object[]) {
    this.#isList = isToMany(relation);
    this.#columns = parentKeyOf(relation);
    this.#parents = parents;
    this.#familyOf = parents.map((parent) => this.#admit(parent as Record<string, unknown>));
  }

  /** The distinct keys in parts of at most so many. */
  parts(most: number): KeyPart[] {
    const families = [...this.#families.values()];
    const parts: KeyPart[] = [];
    for (let start = 0; start < families.length; start += most) parts.push(this.#part(families.slice(start, start + most)));
    return parts;
  }

  /**
   * Children that came for a part, with the columns of the keys of their parents. Lists of several columns find more pairs than those asked
   * for: a child of another key is left out.
   */
  take(part: KeyPart, children: readonly object[], keyColumns: readonly ArrayLike<unknown>[]): void {
    // PERF: lists get their final size at once: lists that grow leave twice as much to collect.
    const families = this.#familiesOf(part, children.length, keyColumns);
    for (let row = 0; row < families.length; row++) {
      const family = families[row];
      if (family) family.awaited++;
    }
    for (let row = 0; row < families.length; row++) {
      const family = families[row];
      if (family) addChild(family, children[row] as object);
    }
  }

  /** Sets the relation by `define`: a list, or the only child, or null. Parents of one key get lists of their own. */
  stitch(define: (parent: object, value: unknown) => void): void {
    this.#parents.forEach((parent, index) => {
      const family = this.#familyOf[index];
      define(parent, this.#isList ? listOf(family) : (family?.children[0] ?? null));
    });
  }

  #admit(parent: Record<string, unknown>): Family | undefined {
    const key = this.#columns.map(({ property }) => parent[property]);
    if (key.some((part) => part === null || part === undefined)) return undefined;
    const identity = key.length === 1 ? identityOf(key[0]) : identityOfAll(key);
    const known = this.#families.get(identity);
    if (known) return known;
    const family: Family = { key, children: [], awaited: 0, isGiven: false };
    this.#families.set(identity, family);
    return family;
  }

  #part(families: readonly Family[]): KeyPart {
    const lists = this.#columns.map((_column, index) => families.map(({ key }) => key[index]));
    // Keys of one column are distinct already, and no others come back.
    if (lists.length === 1) return { lists, families: undefined };
    return { lists: lists.map(distinct), families: new Set(families) };
  }

  /** The family of each child; none where its key was not asked for. */
  #familiesOf({ families }: KeyPart, count: number, keyColumns: readonly ArrayLike<unknown>[]): (Family | undefined)[] {
    const [only] = keyColumns;
    if (families === undefined && only) return this.#familiesBy(only, count);
    return Array.from({ length: count }, (_, row) => {
      const family = this.#families.get(identityOfAll(keyColumns.map((column) => column[row])));
      return family && families?.has(family) ? family : undefined;
    });
  }

  /** PERF: children of one parent often come one after another: a key is looked up where it differs from the one before. */
  #familiesBy(keys: ArrayLike<unknown>, count: number): (Family | undefined)[] {
    const found = sizedArray<Family | undefined>(count);
    let key: unknown;
    let family: Family | undefined;
    for (let row = 0; row < count; row++) {
      const next = keys[row];
      if (next !== key) family = this.#families.get(identityOf(next));
      key = next;
      found[row] = family;
    }
    return found;
  }
}

function addChild(family: Family, child: object): void {
  if (family.children.length === 0) family.children = sizedArray(family.awaited);
  family.children[family.children.length - family.awaited] = child;
  family.awaited--;
}

function listOf(family: Family | undefined): object[] {
  if (family === undefined) return [];
  if (family.isGiven) return [...family.children];
  family.isGiven = true;
  return family.children;
}

/** What tells two values of a key apart; cells and properties of one kind agree. */
function identityOf(value: unknown): Identity {
  if (typeof value !== 'object') return value as Identity;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return value as unknown as Identity;
}

function identityOfAll(values: readonly unknown[]): Identity {
  return JSON.stringify(values.map((value) => String(identityOf(value))));
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [identityOf(value), value])).values()];
}
