// A failure that the addon reports at once, still encoded.

/** Carries the encoded facts of a failure to who can read them. */
export class EncodedFailure extends Error {
  constructor(
    /** Encoded like the payload of an answer whose status is `failure`. */
    readonly payload: Uint8Array,
  ) {
    super('The addon refused the call; its payload says why.');
    this.name = 'EncodedFailure';
  }
}
