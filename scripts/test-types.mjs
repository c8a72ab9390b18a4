// Says what the types cost and fails beyond the budget (`npm run test:types`): the project of scripts/type-project.mjs.
import { ensureInstalled } from './install.mjs';

const mostInstantiations = 90_000;
const mostMilliseconds = 100;

await ensureInstalled();
const { countInstantiations, timeCompletions } = await import('./type-project.mjs');
const instantiations = countInstantiations();
const milliseconds = Math.round(medianOf(timeCompletions()));
console.log(`instantiations ${instantiations}, completion ${milliseconds} ms`);
process.exitCode = instantiations <= mostInstantiations && milliseconds <= mostMilliseconds ? 0 : 1;

function medianOf(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
