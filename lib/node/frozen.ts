// Freezes a node and leaves out what is undefined, so that a node is encoded as it is.

/** The same data without its `undefined` keys, frozen. */
export function frozen<T extends object>(node: T): Readonly<T> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) if (value !== undefined) out[key] = value;
  return Object.freeze(out) as Readonly<T>;
}

/** A copy of a list; nothing for an empty one. */
export function someOf<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list && list.length > 0 ? Object.freeze([...list]) : undefined;
}
