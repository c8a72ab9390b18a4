// Clocks: how often an operation completes with so many callers, and what it costs in CPU time of this process.

/** The middle of some numbers, the mean of the two middle ones when their count is even. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Lets so many callers repeat the operation for some seconds, after a warm-up. */
export async function throughput(operation, { concurrency, seconds }) {
  await repeat(operation, concurrency, seconds / 4);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const count = await repeat(operation, concurrency, seconds);
  const elapsed = performance.now() - start;
  return figures(count, elapsed, process.cpuUsage(cpu));
}

/** Runs the operation `count` times, one after the other, after a warm-up of some runs and seconds; the metric is that of the mean. */
export async function series(operation, { warmUp, seconds, count }) {
  const end = performance.now() + seconds * 1000;
  for (let index = 0; index < warmUp || performance.now() < end; index += 1) await operation();
  let elapsed = 0;
  const cpu = process.cpuUsage();
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    await operation();
    elapsed += performance.now() - start;
  }
  return figures(count, elapsed, process.cpuUsage(cpu));
}

function figures(count, milliseconds, { user, system }) {
  return { opsPerSecond: (count * 1000) / milliseconds, cpuMicrosPerOp: (user + system) / count };
}

async function repeat(operation, concurrency, seconds) {
  const end = performance.now() + seconds * 1000;
  const callers = Array.from({ length: concurrency }, () => repeatUntil(operation, end));
  const counts = await Promise.all(callers);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function repeatUntil(operation, end) {
  let count = 0;
  while (performance.now() < end) {
    const outcome = operation();
    // A client that answers at once is not made to wait for a promise. Promises of some clients are classes of their own.
    if (typeof outcome?.then === 'function') await outcome;
    count += 1;
  }
  return count;
}
