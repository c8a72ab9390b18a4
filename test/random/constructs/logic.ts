// and, or, not; boolean columns as conditions.
import { type Construct, over, truthOf } from '../expression.js';
import { all, any, isNotTrue } from '../logic.js';

export const andOrConstruct: Construct = {
  name: 'and, or',
  gives: ['boolean'],
  weight: 5,
  make(place) {
    const name = place.random.pick(['and', 'or'] as const);
    return over([place.condition(), place.condition()], (a, b) => ({
      kind: 'boolean',
      code: `${a?.code}.${name}(${b?.code})`,
      evaluate: (row) => (name === 'and' ? all : any)([a, b].map((part) => (part ? truthOf(part, row) : null))),
    }));
  },
};

export const notConstruct: Construct = {
  name: 'not',
  gives: ['boolean'],
  weight: 2,
  make: (place) =>
    over([place.condition()], (a) => ({
      kind: 'boolean',
      code: `${a?.code}.not()`,
      evaluate: (row) => a !== undefined && isNotTrue(truthOf(a, row)),
    })),
};
