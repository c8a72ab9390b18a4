// Works on some things in order, with a few under way at a time.

/**
 * The results in order. The next one is started while the one before is still awaited, at most `most` at a time; after a failure none is
 * started, and those under way are awaited.
 *
 * @example
 * await inFlight(chunks, 2, (rows) => executor.insert({ ...request, rows }));
 */
export async function inFlight<T, R>(items: Iterable<T>, most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const pending: Promise<R>[] = [];
  try {
    for (const item of items) {
      if (pending.length >= most) results.push(await (pending.shift() as Promise<R>));
      const started = work(item);
      // It may fail before it is awaited.
      started.catch(() => undefined);
      pending.push(started);
    }
    while (pending.length > 0) results.push(await (pending.shift() as Promise<R>));
    return results;
  } catch (error) {
    await Promise.allSettled(pending);
    throw error;
  }
}
