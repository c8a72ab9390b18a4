// Errors of values that a column or parameter cannot hold.
import { DatabaseError } from './database-error.js';

/** A text or a list of bytes that is too long for its column. */
export class ValueTooLongError extends DatabaseError {
  static override readonly code = 'OXY-D005';
  protected static override readonly fact = 'A value is too long for its column';
  protected static override readonly remedy = 'Shorten the value, or make the column longer.';
}

/** A number or date outside of what its column can hold. */
export class OutOfRangeError extends DatabaseError {
  static override readonly code = 'OXY-D006';
  protected static override readonly fact = 'A value is out of range';
  protected static override readonly remedy = 'Give a value within the range of the column.';
}

/** A text that the database cannot read as the type it needs. */
export class InvalidTextError extends DatabaseError {
  static override readonly code = 'OXY-D007';
  protected static override readonly fact = 'A text is not of the form that its type needs';
  protected static override readonly remedy = 'Give a text of the right form, in UTF-8 and without the character NUL.';
}

/** A stored value that its column's kind cannot hold exactly. */
export class DecodeError extends DatabaseError {
  static override readonly code = 'OXY-D008';
  protected static override readonly fact = "A stored value is none of its column's kind";
  protected static override readonly remedy = 'Change the kind of the property, or correct the stored value.';
}

/** A parameter that its kind cannot hold. */
export class EncodeError extends DatabaseError {
  static override readonly code = 'OXY-D009';
  protected static override readonly fact = 'A parameter is none of its kind';
  protected static override readonly remedy = 'Give a value of the kind that the column has.';
}
