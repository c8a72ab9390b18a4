// Proofs for the tests of types: exact equality, flattened shapes.

type Equal<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** Flattens intersections, so that only the shape counts. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** Compiles when both types are exactly the same. */
export declare function same<A, B>(...proof: Equal<A, B> extends true ? [] : [expected: B, got: A]): void;

/** The rows that a query gives. */
export type RowsOf<Q> = Q extends { first(): Promise<infer R> } ? Exclude<R, null> : never;
