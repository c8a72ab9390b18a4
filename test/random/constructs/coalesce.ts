// coalesce: the first value that is not NULL.
import { type Construct, literal, over } from '../expression.js';

export const coalesceConstruct: Construct = {
  name: 'coalesce',
  gives: ['int', 'bigint', 'float', 'decimal', 'string', 'text', 'boolean', 'date', 'timestamp', 'time', 'uuid', 'localTimestamp'],
  weight: 3,
  make(place, kind) {
    const first = place.expression(kind);
    const second = place.random.chance(60) ? literal(kind, place.value(kind)) : place.expression(kind);
    if (first === undefined || second === undefined) return undefined;
    return over([first, second], (a, b) => ({
      kind,
      code: `coalesce(${a?.code}, ${b?.code})`,
      evaluate(row) {
        const [value, other] = [a?.evaluate(row) ?? null, b?.evaluate(row) ?? null];
        return value ?? other;
      },
    }));
  },
};
