// The error of a platform whose compiled half is not there.
import { OxydeError } from './oxyde-error.js';

/** The compiled half of oxyde could not be loaded. */
export class AddonMissingError extends OxydeError {
  static override readonly code = 'OXY-N001';
  /** The package that brings the addon for this platform. */
  readonly packageName: string;

  constructor(packageName: string, reasons: readonly unknown[] = []) {
    super(
      {
        fact: 'The compiled half of oxyde is not installed for this platform.',
        remedy:
          `Install it with \`npm install ${packageName}\`; if it is in the lockfile already, ` +
          'see that optional dependencies are not left out (`--omit=optional`).',
      },
      { cause: reasons.length > 1 ? new AggregateError(reasons) : reasons[0] },
    );
    this.packageName = packageName;
  }
}
