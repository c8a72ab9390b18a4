// The two halves do not understand each other: thrown by the readers, made an error of the tree by the funnel.

/** An answer of the addon that this half cannot read. */
export class MalformedAnswer extends Error {}
