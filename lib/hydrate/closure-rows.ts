// Makes row makers of closures: slower than generated code, for programs that forbid making code from strings.
import { propertyDefiner } from '../util/property-definer.js';
import type { MakeRows } from './generated-rows.js';
import { type OriginForm, type OriginSource, Stored } from './origin.js';
import { isGuarded, type NestedForm, type RowForm } from './row-form.js';

type MakeRow = (columns: readonly ArrayLike<unknown>[], row: number) => object;
type SetProperty = (target: Record<string, unknown>, columns: readonly ArrayLike<unknown>[], row: number) => void;
type ReadValue = (columns: readonly ArrayLike<unknown>[], row: number) => unknown;

/** The same row maker as the generated one, made of closures. */
export function composeRows(form: RowForm): MakeRows {
  const makeRow = rowMaker(form);
  return (columns, count) => Array.from({ length: count }, (_, row) => makeRow(columns, row));
}

function rowMaker({ prototype, cells, nested, origin }: RowForm): MakeRow {
  const values: [string, ReadValue][] = [
    ...cells.map(({ property, output, convert }): [string, ReadValue] => [property, cellReader(output, convert)]),
    ...nested.map((form): [string, ReadValue] => [form.property, nestedReader(form)]),
  ];
  const plain = values.filter(([property]) => !isGuarded(prototype, property)).map(([property, read]) => assignment(property, read));
  const guarded = values.filter(([property]) => isGuarded(prototype, property)).map(([property, read]) => definition(property, read));
  const sets = [...plain, ...guarded];
  const remember = origin && originSetter(origin);
  return (columns, row) => {
    const target = Object.create(prototype) as Record<string, unknown>;
    for (const set of sets) set(target, columns, row);
    remember?.(target, columns, row);
    return target;
  };
}

/** The rows of one result share what they remember. */
function originSetter(form: OriginForm): SetProperty {
  const sources = new WeakMap<object, OriginSource>();
  return (target, columns, row) => {
    const source = sources.get(columns) ?? { columns, form };
    sources.set(columns, source);
    Stored.set(target, source, row);
  };
}

function assignment(property: string, read: ReadValue): SetProperty {
  return (target, columns, row) => {
    target[property] = read(columns, row);
  };
}

function definition(property: string, read: ReadValue): SetProperty {
  const define = propertyDefiner(property);
  return (target, columns, row) => define(target, read(columns, row));
}

function cellReader(output: number, convert: RowForm['cells'][number]['convert']): ReadValue {
  if (convert === undefined) return (columns, row) => columns[output]?.[row];
  return (columns, row) => {
    const cell = columns[output]?.[row];
    return cell === null ? null : convert(cell);
  };
}

function nestedReader({ row: form, key }: NestedForm): ReadValue {
  const makeRow = rowMaker(form);
  return (columns, row) => (key.every((output) => columns[output]?.[row] === null) ? null : makeRow(columns, row));
}
