// All kinds of expressions: a new construct is one more file and one more line here.
import type { Construct } from '../expression.js';
import { arithmeticConstruct } from './arithmetic.js';
import { caseConstruct } from './case-when.js';
import { coalesceConstruct } from './coalesce.js';
import { columnConstruct } from './column.js';
import { betweenConstruct, compareConstruct, inConstruct, nullConstruct } from './comparisons.js';
import { datePartConstruct, dayOfConstruct } from './date-parts.js';
import { arrayConstruct, jsonConstruct } from './json.js';
import { andOrConstruct, notConstruct } from './logic.js';
import { numberConstruct } from './number-functions.js';
import { quantifierConstruct } from './quantifiers.js';
import { relatedAggregateConstruct } from './related-aggregates.js';
import { existsConstruct, inSubqueryConstruct, scalarSubqueryConstruct } from './subqueries.js';
import { concatConstruct, lengthConstruct, textConstruct } from './text-functions.js';
import { regexConstruct, textLookupConstruct } from './text-lookups.js';

export const constructs: readonly Construct[] = [
  columnConstruct,
  arithmeticConstruct,
  numberConstruct,
  textConstruct,
  lengthConstruct,
  concatConstruct,
  coalesceConstruct,
  datePartConstruct,
  dayOfConstruct,
  compareConstruct,
  betweenConstruct,
  inConstruct,
  nullConstruct,
  textLookupConstruct,
  regexConstruct,
  andOrConstruct,
  notConstruct,
  quantifierConstruct,
  jsonConstruct,
  arrayConstruct,
  relatedAggregateConstruct,
  caseConstruct,
  existsConstruct,
  inSubqueryConstruct,
  scalarSubqueryConstruct,
];
