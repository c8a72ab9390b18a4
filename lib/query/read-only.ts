// The refusal to change what is a view.
import { InvalidQueryError } from '../error/invalid-query-error.js';

/** The error of a change of an entity that is a view. */
export function viewIsReadOnly(entity: string, verb: string): InvalidQueryError {
  return new InvalidQueryError({
    fact: `${entity} is a view, and ${verb} would change it.`,
    remedy: 'Change the entities of the tables that it reads.',
  });
}
