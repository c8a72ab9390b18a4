// Compares the compiled validators with class-validator: random classes of rules, random objects, the same errors.
import 'reflect-metadata';
import {
  IsOptional,
  Validate,
  validate,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
  type ValidatorOptions,
  Allow,
} from 'class-validator';
import { closureValidator, objectValidator, validateObject } from '../../lib/validation/compiled/validate-object.js';
import { Random } from '../random/random.js';
import { decoratorOf, rules, type RuleSpec, values } from './rules.js';

export interface RunOptions {
  readonly pairs: number;
  readonly seed: number;
  readonly mostDifferences?: number;
  readonly report?: (text: string) => void;
}

export interface Outcome {
  readonly pairs: number;
  readonly differences: number;
  /** Objects without a broken rule. */
  readonly valid: number;
}

type AnyClass = new () => Record<string, unknown>;

/** A random class: its rules as text, and how its objects are filled. */
interface Model {
  readonly type: AnyClass;
  readonly code: string;
  make(random: Random): Record<string, unknown>;
}

const pairsPerModel = 10;
const groupNames = ['create', 'update'];

export async function runPairs({ pairs, seed, mostDifferences = 5, report = () => undefined }: RunOptions): Promise<Outcome> {
  let [count, differences, valid] = [0, 0, 0];
  for (let number = 0; count < pairs && differences < mostDifferences; number++) {
    const random = new Random(seed * 1_000_000 + number);
    const model = makeModel(random, 2);
    const options = makeOptions(random);
    for (let pair = 0; pair < pairsPerModel && count < pairs; pair++, count++) {
      const state = random.below(2 ** 30);
      const expected = await outcomeOf(model, state, (object) => validate(object, options));
      if (expected.startsWith('[] ')) valid++;
      const found = await Promise.all([
        outcomeOf(model, state, (object) => validateObject(object, options)),
        outcomeOf(model, state, objectValidator(options)),
        outcomeOf(model, state, closureValidator(options)),
      ]);
      const wrong = found.find((text) => text !== expected);
      if (wrong === undefined) continue;
      differences++;
      report(
        `--seed ${seed}, class ${number}\n${model.code}\noptions ${shown(options)}\nclass-validator ${expected}\ncompiled        ${wrong}`,
      );
    }
  }
  return { pairs: count, differences, valid };
}

/** The errors, and what is left of the object; or what was thrown. */
async function outcomeOf(model: Model, state: number, judge: (object: object) => unknown): Promise<string> {
  const object = model.make(new Random(state));
  try {
    return `${shown(await judge(object))} ${shown(object)}`;
  } catch (error) {
    return `thrown ${String(error)}`;
  }
}

function makeOptions(random: Random): ValidatorOptions {
  return {
    ...(random.chance(40) ? { whitelist: true } : {}),
    ...(random.chance(20) ? { forbidNonWhitelisted: true } : {}),
    ...(random.chance(30) ? { groups: random.some(groupNames, 1) } : {}),
    ...(random.chance(15) ? { strictGroups: true } : {}),
    ...(random.chance(15) ? { always: true } : {}),
    ...(random.chance(15) ? { skipMissingProperties: true } : {}),
    ...(random.chance(15) ? { skipNullProperties: true } : {}),
    ...(random.chance(15) ? { skipUndefinedProperties: true } : {}),
    ...(random.chance(15) ? { stopAtFirstError: true } : {}),
    ...(random.chance(15) ? { dismissDefaultMessages: true } : {}),
    ...(random.chance(30) ? { forbidUnknownValues: random.chance(50) } : {}),
    ...(random.chance(50) ? { validationError: { target: false, value: random.chance(50) } } : {}),
  };
}

function makeModel(random: Random, depth: number): Model {
  const parent = random.chance(15) && depth === 2 ? makeModel(random, 0) : undefined;
  const type = parent ? class extends parent.type {} : (class {} as unknown as AnyClass);
  const fills: ((object: Record<string, unknown>, random: Random) => void)[] = [];
  const lines: string[] = [];
  const count = random.below(5) + (random.chance(90) ? 1 : 0);
  for (let index = 0; index < count; index++) {
    const property = random.chance(4) ? random.pick(['constructorName', 'toString', '__proto']) : `p${index}`;
    const { code, valueOf } = addProperty(random, type.prototype as object, property, depth);
    lines.push(`  ${property}: ${code}`);
    fills.push((object, other) => {
      if (!other.chance(8)) object[property] = valueOf(other);
    });
  }
  const code = `class { ${parent ? `extends ${parent.code}` : ''}\n${lines.join('\n')}\n}`;
  const make = (other: Random): Record<string, unknown> => {
    const object = Object.assign(new type(), parent?.make(other));
    for (const each of fills) each(object, other);
    if (other.chance(20)) object['unknown'] = 1;
    return object;
  };
  return { type, code, make };
}

interface Added {
  readonly code: string;
  readonly valueOf: (random: Random) => unknown;
}

function addProperty(random: Random, prototype: object, property: string, depth: number): Added {
  if (depth > 0 && random.chance(25)) return addNested(random, prototype, property, depth);
  const specs = rulesTogether(random);
  const codes: string[] = [];
  const isEach = random.chance(20);
  for (const spec of specs) {
    const options = optionsOf(random, isEach);
    decoratorOf(spec, options)(prototype, property);
    codes.push(`${spec.name}(${spec.given.map(shown).join(', ')}) ${shown(options)}`);
  }
  if (random.chance(25)) {
    IsOptional()(prototype, property);
    codes.push('IsOptional');
  }
  if (random.chance(10)) {
    ValidateIf((object: object) => Object.keys(object).length % 2 === 0)(prototype, property);
    codes.push('ValidateIf(even)');
  }
  if (random.chance(4)) addCustom(random, prototype, property, codes);
  const fitting = fittingOf(specs);
  const one = (other: Random): unknown => (fitting.length > 0 && other.chance(92) ? other.pick(fitting) : other.pick(values));
  return { code: codes.join(', '), valueOf: (other) => (isEach && other.chance(80) ? listOf(other, one) : one(other)) };
}

/** One to three rules; most often there is a value that keeps all of them. */
function rulesTogether(random: Random): RuleSpec[] {
  const specs = [random.pick(rules)];
  for (let left = random.below(3); left > 0; left--) {
    const others = random.several(rules, 6);
    specs.push((random.chance(80) && others.find((other) => fittingOf([...specs, other]).length > 0)) || random.pick(rules));
  }
  return specs;
}

/** Rules of a user's own: a class, and one that is asynchronous. */
function addCustom(random: Random, prototype: object, property: string, codes: string[]): void {
  const isAsync = random.chance(50);
  class Own {
    validate(value: unknown): boolean | Promise<boolean> {
      const isKept = typeof value === 'string';
      return isAsync ? Promise.resolve(isKept) : isKept;
    }
    defaultMessage(): string {
      return '$property is no text of mine';
    }
  }
  Validate(Own as never)(prototype, property);
  codes.push(`Validate(Own${isAsync ? ', async' : ''})`);
}

function addNested(random: Random, prototype: object, property: string, depth: number): Added {
  const inner = makeModel(random, depth - 1);
  const options = optionsOf(random, random.chance(30));
  ValidateNested(options)(prototype, property);
  if (random.chance(20)) Allow()(prototype, property);
  const valueOf = (other: Random): unknown => {
    if (other.chance(8)) return other.pick(values);
    const choice = other.below(5);
    if (choice === 0) return listOf(other, (each) => inner.make(each));
    if (choice === 1) return new Set([inner.make(other)]);
    if (choice === 2) return new Map([['k', inner.make(other)]]);
    return inner.make(other);
  };
  return { code: `ValidateNested ${shown(options)} of ${inner.code}`, valueOf };
}

function listOf(random: Random, make: (random: Random) => unknown): unknown {
  const list = Array.from({ length: random.below(3) }, () => make(random));
  return random.pick([list, list, new Set(list), new Map(list.map((value, index) => [index, value]))]);
}

function optionsOf(random: Random, isEach: boolean): ValidationOptions | undefined {
  const options: ValidationOptions = {
    ...(isEach ? { each: true } : {}),
    ...(random.chance(10) ? { message: random.pick(['$property of $target is $value, not $constraint1', '$constraint2?']) } : {}),
    ...(random.chance(5) ? { message: ({ value }: { value: unknown }) => `made for ${typeof value}` } : {}),
    ...(random.chance(20) ? { groups: random.some(groupNames, 1) } : {}),
    ...(random.chance(8) ? { always: random.chance(50) } : {}),
    ...(random.chance(8) ? { context: { code: 7 } } : {}),
    ...(random.chance(8) ? { validateIf: (_: object, value: unknown) => value !== 'a' } : {}),
  };
  return Object.keys(options).length > 0 ? options : undefined;
}

const fittingBySpec = new Map<RuleSpec, readonly unknown[]>();

/** Values that keep a rule, found by asking it. */
function fittingOf(specs: readonly RuleSpec[]): unknown[] {
  const [first, ...others] = specs.map((spec) => {
    const known = fittingBySpec.get(spec) ?? values.filter(keeperOf(spec));
    fittingBySpec.set(spec, known);
    return known;
  });
  return (first ?? []).filter((value) => others.every((fitting) => fitting.includes(value)));
}

function keeperOf(spec: RuleSpec): (value: unknown) => boolean {
  const type = class {} as unknown as AnyClass;
  decoratorOf(spec)(type.prototype as object, 'value');
  const judge = closureValidator();
  return (value) => Array.isArray(judge(Object.assign(new type(), { value })));
}

/** A text that tells apart what differs. */
function shown(value: unknown, depth = 0): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? String(value));
  if (depth > 8) return '...';
  if (value instanceof Date) return `Date ${value.getTime()}`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Set || value instanceof Map) return `${value.constructor.name} ${shown([...value], depth + 1)}`;
  if (Array.isArray(value)) return `[${value.map((item) => shown(item, depth + 1)).join(', ')}]`;
  const members = Reflect.ownKeys(value).map((key) => `${String(key)}: ${shown((value as Record<PropertyKey, unknown>)[key], depth + 1)}`);
  return `{ ${members.join(', ')} }`;
}
