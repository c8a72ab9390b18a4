// The three-valued logic of SQL: true, false, and null for "unknown".

export type Truth = boolean | null;

/** False as soon as one is false; else unknown as soon as one is unknown. */
export function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

/** True as soon as one is true; else unknown as soon as one is unknown. */
export function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(null) ? null : false;
}

/** Oxyde's `not` and `exclude`: true where it is not true, so that a condition and its opposite split the rows in two. */
export function isNotTrue(truth: Truth): boolean {
  return truth !== true;
}
