// caseWhen: the value of the first branch whose condition holds, or of otherwise, or NULL.
import { type Construct, type Expression, literal, over, truthOf } from '../expression.js';

export const caseConstruct: Construct = {
  name: 'caseWhen',
  gives: ['int', 'bigint', 'decimal', 'string', 'text', 'boolean', 'date', 'timestamp', 'float'],
  weight: 3,
  make(place, kind) {
    const value = (): Expression | undefined => place.expression(kind);
    const [first, second] = [value(), value()];
    if (first === undefined || second === undefined) return undefined;
    const last = place.random.chance(70) ? value() : literal(kind, place.value(kind));
    const hasLast = place.random.chance(70);
    const parts = [place.condition(), first, place.condition(), second, ...(hasLast && last ? [last] : [])];
    return over(parts, (...[when, then, or, so, otherwise]) => ({
      kind,
      code: `caseWhen(${when?.code}, ${then?.code}).when(${or?.code}, ${so?.code})${otherwise ? `.otherwise(${otherwise.code})` : ''}`,
      // Every branch is asked, for databases choose the order themselves.
      evaluate(row) {
        const values = [then, so, otherwise].map((part) => part?.evaluate(row) ?? null);
        const [holds, orHolds] = [when, or].map((condition) => condition !== undefined && truthOf(condition, row) === true);
        if (holds === true) return values[0] ?? null;
        return (orHolds === true ? values[1] : values[2]) ?? null;
      },
    }));
  },
};
