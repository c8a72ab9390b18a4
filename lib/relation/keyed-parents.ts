// Parents by the key of a relation: gives the keys to load children for, takes the children, and sets the relation of every parent.
import type { RelationMetadata } from '../entity/entity-metadata.js';
import { isToMany } from '../entity/is-to-many.js';
import { parentKeyOf } from './relation-keys.js';

type Identity = string | number | bigint | boolean;

/** A distinct key, and the children that came for it. */
interface Family {
  readonly key: readonly unknown[];
  readonly children: object[];
}

/** Keys that are asked for together. */
export interface KeyPart {
  /** One list of values for each column of the key. */
  readonly lists: readonly (readonly unknown[])[];
  readonly identities: ReadonlySet<Identity>;
}

export class KeyedParents {
  readonly #relation: RelationMetadata;
  readonly #parents: readonly object[];
  readonly #families = new Map<Identity, Family>();
  /** The family of each parent; none where its key holds NULL. */
  readonly #familyOf: (Family | undefined)[];

  constructor(relation: RelationMetadata, parents: readonly object[]) {
    this.#relation = relation;
    this.#parents = parents;
    const properties = parentKeyOf(relation).map(({ property }) => property);
    this.#familyOf = parents.map((parent) => this.#admit(properties.map((property) => (parent as Record<string, unknown>)[property])));
  }

  /** The distinct keys in parts of at most so many. */
  parts(most: number): KeyPart[] {
    const families = [...this.#families];
    const columns = parentKeyOf(this.#relation);
    const parts: KeyPart[] = [];
    for (let start = 0; start < families.length; start += most) {
      const part = families.slice(start, start + most);
      const lists = columns.map((_column, index) => distinct(part.map(([, { key }]) => key[index])));
      parts.push({ lists, identities: new Set(part.map(([identity]) => identity)) });
    }
    return parts;
  }

  /**
   * Children that came for a part, with the columns of the keys of their parents. Lists of several columns find more pairs than those asked
   * for: a child of another key is left out.
   */
  take({ identities }: KeyPart, children: readonly object[], keyColumns: readonly ArrayLike<unknown>[]): void {
    const [only, ...others] = keyColumns;
    const single = others.length === 0 ? only : undefined;
    for (let row = 0; row < children.length; row++) {
      const child = children[row];
      const identity = single ? identityOf(single[row]) : identityOfAll(keyColumns.map((column) => column[row]));
      if (child && (single || identities.has(identity))) this.#families.get(identity)?.children.push(child);
    }
  }

  /** Sets the relation by `define`: a list, or the only child, or null. Parents of one key get lists of their own. */
  stitch(define: (parent: object, value: unknown) => void): void {
    const isList = isToMany(this.#relation);
    const given = new Set<Family>();
    this.#parents.forEach((parent, index) => {
      const family = this.#familyOf[index];
      const children = family?.children ?? [];
      const list = family && given.has(family) ? [...children] : children;
      if (family) given.add(family);
      define(parent, isList ? list : (children[0] ?? null));
    });
  }

  #admit(key: readonly unknown[]): Family | undefined {
    if (key.some((part) => part === null || part === undefined)) return undefined;
    const identity = key.length === 1 ? identityOf(key[0]) : identityOfAll(key);
    const known = this.#families.get(identity);
    if (known) return known;
    const family: Family = { key, children: [] };
    this.#families.set(identity, family);
    return family;
  }
}

/** What tells two values of a key apart; cells and properties of one kind agree. */
function identityOf(value: unknown): Identity {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return value as Identity;
}

function identityOfAll(values: readonly unknown[]): Identity {
  return JSON.stringify(values.map((value) => String(identityOf(value))));
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [identityOf(value), value])).values()];
}
