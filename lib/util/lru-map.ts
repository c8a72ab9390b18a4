// A map that forgets what was used longest ago once it is full.

interface Entry<K, V> {
  readonly key: K;
  value: V;
  newer: Entry<K, V> | undefined;
  older: Entry<K, V> | undefined;
}

/**
 * A map of limited size; `onEvict` is told what it forgets.
 *
 * PERF: a linked list beside the map, because deleting and setting a key again on each use costs more than the look-up itself.
 */
export class LruMap<K, V> {
  readonly #entries = new Map<K, Entry<K, V>>();
  readonly #capacity: number;
  readonly #onEvict: (value: V, key: K) => void;
  #newest: Entry<K, V> | undefined;
  #oldest: Entry<K, V> | undefined;

  constructor(capacity: number, onEvict: (value: V, key: K) => void = () => undefined) {
    this.#capacity = Math.max(1, capacity);
    this.#onEvict = onEvict;
  }

  /** The value, which counts as used. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry !== this.#newest) this.#touch(entry);
    return entry.value;
  }

  set(key: K, value: V): void {
    const known = this.#entries.get(key);
    if (known) {
      known.value = value;
      if (known !== this.#newest) this.#touch(known);
      return;
    }
    const entry: Entry<K, V> = { key, value, newer: undefined, older: undefined };
    this.#entries.set(key, entry);
    this.#push(entry);
    if (this.#entries.size > this.#capacity) this.#evict();
  }

  #touch(entry: Entry<K, V>): void {
    this.#unlink(entry);
    this.#push(entry);
  }

  #push(entry: Entry<K, V>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
  }

  #unlink(entry: Entry<K, V>): void {
    if (entry.newer) entry.newer.older = entry.older;
    else this.#newest = entry.older;
    if (entry.older) entry.older.newer = entry.newer;
    else this.#oldest = entry.newer;
  }

  #evict(): void {
    const entry = this.#oldest;
    if (entry === undefined) return;
    this.#unlink(entry);
    this.#entries.delete(entry.key);
    this.#onEvict(entry.value, entry.key);
  }
}
