// Makes row makers by generating code: a constructor per shape, so that all its objects share one hidden class.
// PERF: 1,000 rows of 6 columns take 100 us this way, half of it the dates; object literals with a prototype take 190 us,
// `Object.defineProperty` 280 us for one property alone. bench: `node bench/main.mjs hydrate`.
import type { Convert } from './cell-conversion.js';
import { type OriginForm, Stored } from './origin.js';
import { isGuarded, type RowForm } from './row-form.js';

/** Makes the rows of a result. */
export type MakeRows = (columns: readonly ArrayLike<unknown>[], count: number) => object[];

/** What the generated code refers to by position. */
interface Environment {
  readonly prototypes: object[];
  readonly converts: NonNullable<Convert>[];
  readonly origins: OriginForm[];
  readonly declarations: string[];
  /** Outputs that are read; each gets a variable. */
  readonly outputs: Set<number>;
}

/** Generates the row maker of a form. */
export function generateRows(form: RowForm): MakeRows {
  const environment: Environment = { prototypes: [], converts: [], origins: [], declarations: [], outputs: new Set() };
  const row = rowCode(form, environment);
  const columns = [...environment.outputs].map((output) => `const c${output} = columns[${output}];`);
  const sources = environment.origins.map((_, number) => `const s${number} = { columns, form: origins[${number}] };`);
  const source = `'use strict';
class Same { constructor(row) { return row; } }
${environment.declarations.join('\n')}
return function makeRows(columns, count) {
  ${[...columns, ...sources].join('\n  ')}
  const rows = new Array(count);
  let cell;
  for (let i = 0; i < count; i++) rows[i] = ${row};
  return rows;
};`;
  const names = ['prototypes', 'converts', 'origins', 'Stored'];
  const make = new Function(...names, source) as (...values: unknown[]) => MakeRows;
  return make(environment.prototypes, environment.converts, environment.origins, Stored);
}

/** The expression that makes the object of one row. */
function rowCode(form: RowForm, environment: Environment): string {
  const number = environment.prototypes.push(form.prototype) - 1;
  const values = [
    ...form.cells.map(({ property, output, convert }) => ({ property, code: cellCode(output, convert, environment) })),
    ...form.nested.map((nested) => ({ property: nested.property, code: nestedCode(nested, environment) })),
  ];
  const plain = values.filter(({ property }) => !isGuarded(form.prototype, property));
  const guarded = values.filter(({ property }) => isGuarded(form.prototype, property));
  environment.declarations.push(constructorCode(number, plain), guardedCode(number, guarded));
  const row = `new Row${number}(${plain.map(({ code }) => code).join(', ')})`;
  const whole = guarded.length === 0 ? row : `new Guarded${number}(${[row, ...guarded.map(({ code }) => code)].join(', ')})`;
  if (form.origin === undefined) return whole;
  return `new Stored(${whole}, s${environment.origins.push(form.origin) - 1}, i)`;
}

type Property = { readonly property: string; readonly code: string };

function constructorCode(number: number, properties: readonly Property[]): string {
  const names = properties.map((_, index) => `v${index}`).join(', ');
  const sets = properties.map(({ property }, index) => `this[${JSON.stringify(property)}] = v${index};`).join(' ');
  return `function Row${number}(${names}) { ${sets} }\nRow${number}.prototype = prototypes[${number}];`;
}

/** Class fields define properties and run no setter; a constructor that gives another object has its fields defined there. */
function guardedCode(number: number, properties: readonly Property[]): string {
  if (properties.length === 0) return '';
  const names = properties.map((_, index) => `v${index}`).join(', ');
  const fields = properties.map(({ property }) => `[${JSON.stringify(property)}] = undefined;`).join(' ');
  const sets = properties.map(({ property }, index) => `this[${JSON.stringify(property)}] = v${index};`).join(' ');
  return `class Guarded${number} extends Same { ${fields} constructor(row, ${names}) { super(row); ${sets} } }`;
}

function cellCode(output: number, convert: Convert, environment: Environment): string {
  environment.outputs.add(output);
  if (convert === undefined) return `c${output}[i]`;
  const number = environment.converts.push(convert) - 1;
  return `((cell = c${output}[i]) === null ? null : converts[${number}](cell))`;
}

function nestedCode({ row, key }: RowForm['nested'][number], environment: Environment): string {
  for (const output of key) environment.outputs.add(output);
  const isMissing = key.map((output) => `c${output}[i] === null`).join(' && ');
  return `(${isMissing} ? null : ${rowCode(row, environment)})`;
}
