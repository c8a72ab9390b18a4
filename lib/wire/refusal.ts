// Why a value cannot cross: thrown within this room and turned into an error of the tree where the column is known.

/** A reason in words that do not show the value. */
export class Refusal extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }

  /** A value of a wrong JavaScript type. */
  static ofType(value: unknown): Refusal {
    return new Refusal(`it is ${describe(value)}`);
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `an instance of ${name}` : 'an object';
}
