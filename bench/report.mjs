// The table of figures, with ratios to the raw client of the database.

/** The client that the others are compared with. */
const raw = { postgres: 'pg', mysql: 'mysql2', sqlite: 'better-sqlite3', none: 'class-validator' };

/** Prints one line for each test, number of callers and client. */
export function printTable(suite, database, figures) {
  const lines = figures
    .toSorted(byTest(figures))
    .map((figure) => line(figure, baseline(figures, figure, raw[database]), baseline(figures, figure, 'oxyde')));
  const head = ['test', 'callers', 'client', 'ops/s', `x ${raw[database]}`, 'oxyde is x', 'CPU us/op', 'x'];
  console.log(`\n${suite} on ${database}\n${layOut([head, ...lines])}`);
}

/** In the order in which the tests ran, the clients of a test together. */
function byTest(figures) {
  const order = new Map();
  for (const figure of figures) if (!order.has(pointOf(figure))) order.set(pointOf(figure), order.size);
  return (a, b) => order.get(pointOf(a)) - order.get(pointOf(b));
}

function pointOf({ test, concurrency }) {
  return `${test} ${concurrency}`;
}

function baseline(figures, figure, client) {
  return figures.find((other) => other.client === client && pointOf(other) === pointOf(figure));
}

function line({ test, concurrency, client, opsPerSecond, cpuMicrosPerOp }, base, oxyde) {
  const speed = base && opsPerSecond / base.opsPerSecond;
  const cost = base && cpuMicrosPerOp / base.cpuMicrosPerOp;
  const lead = oxyde && oxyde.opsPerSecond / opsPerSecond;
  return [test, String(concurrency), client, number(opsPerSecond), ratio(speed), ratio(lead), number(cpuMicrosPerOp), ratio(cost)];
}

function number(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function ratio(value) {
  return value === undefined ? '' : value.toFixed(2);
}

/** Columns padded to the same width: words to the left, numbers to the right. */
function layOut(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const pad = (cell, column) => (column === 0 || column === 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}
