// All chapters of the guide, in the order of the page; new ones take their place here.
import { aggregates, annotations, groups, windows } from './aggregation.js';
import { changes } from './changing.js';
import type { Chapter } from './chapter.js';
import { distinctOn, existence, joined, sets, subqueries, tables } from './composition.js';
import { branches, dates, documents, expressions, own } from './expressions.js';
import { filtering, logic, nulls, related } from './filtering.js';
import { comments, large, loading, locks, ordering, paging, values } from './reading.js';

export const chapters: readonly Chapter[] = [
  filtering,
  logic,
  related,
  nulls,
  ordering,
  paging,
  large,
  loading,
  values,
  expressions,
  branches,
  dates,
  documents,
  annotations,
  aggregates,
  groups,
  windows,
  subqueries,
  existence,
  sets,
  distinctOn,
  tables,
  joined,
  changes,
  locks,
  comments,
  own,
];
