// Turns an instance or an input into values in the order of its properties.

/** The values of these properties; undefined where the object has none. */
export function dehydrate(object: object, properties: readonly string[]): unknown[] {
  const source = object as Record<string, unknown>;
  return properties.map((property) => source[property]);
}
