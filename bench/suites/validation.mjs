// The validation suite: objects that keep their rules, without a database; a flat one of 8 properties with 12 rules, and a nested one.
import { series } from '../measure.mjs';
import { flatBodies, nestedBodies } from '../validation/bodies.mjs';

const tests = [
  { test: 'flat', bodies: flatBodies },
  { test: 'nested', bodies: nestedBodies },
];
/** Objects that one timed run validates, one after the other: the clock is too coarse for one. */
const perRun = 1000;

/** Yields one sample for each test; an operation is one object. */
export async function* validation({ client, tests: wanted, seconds }) {
  for (const { test, bodies } of tests) {
    if (wanted && !wanted.includes(test)) continue;
    const objects = bodies(perRun);
    const { validate } = await client.open();
    const check = async () => {
      for (const object of objects) {
        const errors = validate(object);
        const found = errors instanceof Promise ? await errors : errors;
        if (found.length > 0) throw new Error(`${client.name} finds a broken rule in ${test}: ${found[0]}`);
      }
    };
    const { opsPerSecond, cpuMicrosPerOp } = await series(check, { warmUp: 20, seconds: seconds / 4, count: 30 });
    yield { test, concurrency: 1, opsPerSecond: opsPerSecond * perRun, cpuMicrosPerOp: cpuMicrosPerOp / perRun };
  }
}
