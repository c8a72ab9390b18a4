// Listeners, the logger and the diagnostics channel learn of statements; nobody pays when nobody listens.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, test } from '@jest/globals';
import { Observer, type Finished } from '../../lib/observe/observer.js';
import type { QueryEvent } from '../../lib/observe/query-event.js';

const finished = (facts: Partial<Finished> = {}): Finished => ({
  entity: 'Post',
  operation: 'select',
  shapeKey: 'S(posts)',
  startedAt: performance.now() - 50,
  rows: 3,
  parameters: ['s3cret'],
  ...facts,
});

describe('an observer', () => {
  test('is idle until somebody listens', () => {
    const observer = new Observer({ dataSource: 'default' });
    expect(observer.isActive).toBe(false);
    const remove = observer.listen(() => undefined);
    expect(observer.isActive).toBe(true);
    remove();
    expect(observer.isActive).toBe(false);
    expect(new Observer({ dataSource: 'default', logger: console }).isActive).toBe(false);
  });

  test('tells listeners what was run, without parameters', () => {
    const events: QueryEvent[] = [];
    const observer = new Observer({ dataSource: 'blog' });
    observer.listen((event) => events.push(event));
    observer.report(finished());
    expect(events).toEqual([
      { dataSource: 'blog', entity: 'Post', operation: 'select', shapeKey: 'S(posts)', durationMs: expect.any(Number), rows: 3 },
    ]);
    expect(events[0]?.durationMs).toBeGreaterThanOrEqual(50);
  });

  test('carries parameters and errors when they are there and asked for', () => {
    const events: QueryEvent[] = [];
    const observer = new Observer({ dataSource: 'blog', logParameters: true });
    observer.listen((event) => events.push(event));
    const error = new Error('x');
    observer.report(finished({ error }));
    expect(events).toEqual([expect.objectContaining({ parameters: ['s3cret'], error })]);
  });

  test('publishes on the diagnostics channel', () => {
    const events: unknown[] = [];
    const take = (event: unknown): void => void events.push(event);
    subscribe('oxyde:query', take);
    const observer = new Observer({ dataSource: 'blog' });
    expect(observer.isActive).toBe(true);
    observer.report(finished());
    unsubscribe('oxyde:query', take);
    expect(events).toHaveLength(1);
  });

  test('warns of slow statements, without parameters', () => {
    const lines: string[] = [];
    const observer = new Observer({ dataSource: 'blog', logger: loggerTo(lines), slowQueryThreshold: 40 });
    observer.report(finished());
    observer.report(finished({ startedAt: performance.now() }));
    expect(lines).toEqual([expect.stringMatching(/^Slow query on "blog": select Post took \d+\.\d ms, 3 rows/)]);
    expect(lines[0]).not.toContain('s3cret');
  });

  test('survives listeners that fail', () => {
    const lines: string[] = [];
    const observer = new Observer({ dataSource: 'blog', logger: loggerTo(lines) });
    observer.listen(() => {
      throw new Error('broken');
    });
    observer.report(finished());
    expect(lines).toEqual([expect.stringContaining('broken')]);
  });
});

function loggerTo(lines: string[]): Console {
  const take = (message: string): void => void lines.push(message);
  return { log: take, warn: take, error: take } as unknown as Console;
}
