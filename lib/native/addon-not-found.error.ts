// The error of a platform whose compiled half is not there.

/** The compiled half of oxyde could not be loaded. */
export class AddonNotFoundError extends Error {
  readonly code = 'OXY-N001';

  constructor(
    /** The package that brings the addon for this platform. */
    readonly packageName: string,
    reasons: readonly unknown[],
  ) {
    super(
      `The compiled half of oxyde is not installed for this platform. Install it with \`npm install ${packageName}\`; ` +
        'if it is in the lockfile already, see that optional dependencies are not left out (`--omit=optional`).',
      { cause: reasons.length > 1 ? new AggregateError(reasons) : reasons[0] },
    );
    this.name = 'AddonNotFoundError';
  }
}
