// Transactions on every dialect: commit, rollback, savepoints, the async context, and what may not happen after the end.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Engine } from '../../lib/engine/engine.js';
import { TransactionClosedError } from '../../lib/error/transaction-closed-error.js';
import type { Executor } from '../../lib/query/executor.js';
import { Transactions } from '../../lib/transaction/transactions.js';
import { closeEngine, openEngine } from '../support/engines.js';
import { changePlan, rowsPlan } from '../support/raw-plan.js';
import { describeEachDialect } from '../support/test-database.js';

describeEachDialect('transactions', (dialect, url) => {
  let engine: Engine;
  let transactions: Transactions;
  const failures: unknown[] = [];

  beforeAll(async () => {
    engine = openEngine(url());
    transactions = new Transactions(engine, (failure) => failures.push(failure));
    await engine.profile();
    await engine.change(
      { plan: changePlan('CREATE TABLE notes (id INTEGER PRIMARY KEY, word VARCHAR(20) NOT NULL)'), values: [] },
      engine.link.handle,
    );
  });
  afterAll(() => closeEngine(engine));
  beforeEach(() => run('DELETE FROM notes'));

  test('commits what the function did', async () => {
    const result = await transactions.run(async () => {
      await add(1);
      await add(2);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await ids()).toEqual([1, 2]);
  });

  test('rolls back when the function throws, and keeps its error', async () => {
    const error = new Error('no');
    const attempt = transactions.run(async () => {
      await add(1);
      throw error;
    });
    await expect(attempt).rejects.toBe(error);
    expect(await ids()).toEqual([]);
  });

  test('keeps its changes to itself until the end', async () => {
    await transactions.run(async () => {
      await add(1);
      const outside = await engine.run({ plan: rowsPlan('SELECT id FROM notes'), values: [] }, engine.link.handle);
      expect(outside).toEqual([]);
      expect(await ids()).toEqual([1]);
    });
  });

  test('a nested one is a savepoint', async () => {
    await transactions.run(async () => {
      await add(1);
      const inner = transactions.run(async () => {
        await add(2);
        throw new Error('inner');
      });
      await expect(inner).rejects.toThrow('inner');
      await transactions.run(() => add(3));
      await add(4);
    });
    expect(await ids()).toEqual([1, 3, 4]);
  });

  test('savepoints at one time take turns, and statements beside them wait', async () => {
    await transactions.run(async () => {
      await Promise.allSettled([
        transactions.run(async () => {
          await add(1);
          await wait(5);
          throw new Error('undone');
        }),
        transactions.run(async () => {
          await add(2);
          await wait(2);
          await transactions.run(() => add(3));
        }),
        add(4),
      ]);
      await add(5);
    });
    expect(await ids()).toEqual([2, 3, 4, 5]);
  });

  test('a savepoint opened on the outer executor from within an inner one does not wait for ever', async () => {
    await transactions.run(async (outer) => {
      await transactions.run(async () => {
        await outer.transaction(() => add(1));
      });
    });
    expect(await ids()).toEqual([1]);
  });

  test('a failed statement undoes the savepoint only', async () => {
    await transactions.run(async () => {
      await add(1);
      await expect(transactions.run(() => add(1))).rejects.toThrow();
      await add(2);
    });
    expect(await ids()).toEqual([1, 2]);
  });

  test('statements at one time run in order', async () => {
    await transactions.run(async () => {
      await Promise.all(Array.from({ length: 50 }, (_, index) => add(index)));
    });
    expect(await ids()).toHaveLength(50);
  });

  test('many transactions at one time stay apart', async () => {
    const work = Array.from({ length: 20 }, (_, index) =>
      transactions.run(async () => {
        await add(index);
        await wait(1);
        if (index % 2 === 1) throw new Error('odd');
      }),
    );
    await Promise.allSettled(work);
    expect(await ids()).toEqual(Array.from({ length: 10 }, (_, index) => index * 2));
  });

  test('a statement after the end fails instead of going to the pool', async () => {
    let late: Promise<unknown> | undefined;
    await transactions.run(async () => {
      late = failureOf(wait(10).then(() => add(9)));
    });
    expect(await late).toBeInstanceOf(TransactionClosedError);
    expect(await ids()).toEqual([]);
  });

  test('the executor of an ended transaction takes nothing', async () => {
    let kept: Executor | undefined;
    await transactions.run(async (transaction) => {
      kept = transaction;
    });
    await expect(kept?.transaction(async () => 1)).rejects.toBeInstanceOf(TransactionClosedError);
  });

  test('a statement of a savepoint after its end fails, too', async () => {
    await transactions.run(async () => {
      let late: Promise<unknown> | undefined;
      await transactions.run(async () => {
        late = failureOf(wait(5).then(() => add(9)));
      });
      expect(await late).toBeInstanceOf(TransactionClosedError);
    });
  });

  test('hooks run after the end that they wait for', async () => {
    const calls: string[] = [];
    await transactions.run(async (transaction) => {
      transaction.onCommit(async () => {
        await wait(1);
        calls.push('commit');
      });
      transaction.onRollback(() => void calls.push('never'));
      await expect(
        transactions.run(async (inner) => {
          inner.onCommit(() => void calls.push('never'));
          inner.onRollback(() => void calls.push('inner rollback'));
          throw new Error('inner');
        }),
      ).rejects.toThrow('inner');
      await transactions.run(async (inner) => inner.onCommit(() => void calls.push('inner commit')));
      expect(calls).toEqual(['inner rollback']);
    });
    expect(calls).toEqual(['inner rollback', 'commit', 'inner commit']);
  });

  test('a hook runs outside the transaction, and its failure is reported, not thrown', async () => {
    failures.length = 0;
    await transactions.run(async (transaction) => {
      transaction.onCommit(async () => {
        expect(transactions.current).toBeUndefined();
        await add(7);
        throw new Error('hook');
      });
    });
    expect(await ids()).toEqual([7]);
    expect(failures).toEqual([new Error('hook')]);
  });

  test('runs again as often as asked, after a failure that another attempt may not meet', async () => {
    let attempts = 0;
    const deadlock = await provoked();
    const result = await transactions.run(
      async () => {
        attempts++;
        await add(attempts);
        if (attempts < 3) throw deadlock;
        return attempts;
      },
      { retries: 2 },
    );
    expect(result).toBe(3);
    expect(await ids()).toEqual([3]);
    await expect(transactions.run(async () => Promise.reject(deadlock))).rejects.toBe(deadlock);
  });

  test('a read-only one writes nothing', async () => {
    await expect(transactions.run(() => add(1), { readOnly: true })).rejects.toThrow();
    expect(await ids()).toEqual([]);
  });

  test('takes isolation levels', async () => {
    await transactions.run(() => add(1), { isolation: 'serializable' });
    expect(await ids()).toEqual([1]);
  });

  test('is rolled back when its timeout is over', async () => {
    const attempt = transactions.run(
      async () => {
        await add(1);
        await wait(300);
        await add(2);
      },
      { timeout: 100 },
    );
    await expect(attempt).rejects.toThrow(/timeout/i);
    expect(await ids()).toEqual([]);
  });

  describe('propagation', () => {
    test('required joins, requiresNew does not', async () => {
      const attempt = transactions.run(async () => {
        await transactions.run(() => add(1), { propagation: 'required' });
        if (dialect !== 'sqlite') await transactions.run(() => add(2), { propagation: 'requiresNew' });
        throw new Error('outer');
      });
      await expect(attempt).rejects.toThrow('outer');
      expect(await ids()).toEqual(dialect === 'sqlite' ? [] : [2]);
    });

    test('mandatory, never, supports and notSupported say what they need', async () => {
      const work = async (transaction: unknown): Promise<boolean> => transaction !== undefined;
      await expect(transactions.propagate(work, { propagation: 'mandatory' })).rejects.toThrow('mandatory');
      expect(await transactions.propagate(work, { propagation: 'never' })).toBe(false);
      expect(await transactions.propagate(work, { propagation: 'supports' })).toBe(false);
      await transactions.run(async () => {
        expect(await transactions.propagate(work, { propagation: 'mandatory' })).toBe(true);
        await expect(transactions.propagate(work, { propagation: 'never' })).rejects.toThrow('never');
        expect(await transactions.propagate(work, { propagation: 'supports' })).toBe(true);
        expect(await transactions.propagate(work, { propagation: 'notSupported' })).toBe(false);
        await transactions.propagate(async () => expect(transactions.current).toBeUndefined(), { propagation: 'notSupported' });
      });
    });

    test('settings of a new transaction are refused inside another one', async () => {
      await expect(transactions.run(() => transactions.run(() => add(1), { isolation: 'serializable' }))).rejects.toThrow(
        'inside another transaction',
      );
    });
  });

  async function run(sql: string): Promise<void> {
    await engine.change({ plan: changePlan(sql), values: [] }, engine.link.handle);
  }

  /** Through the executor that follows the context, as repositories do. */
  async function add(id: number): Promise<void> {
    await transactions.executor.define([
      { kind: 'raw', fragments: [{ kind: 'text', text: `INSERT INTO notes (id, word) VALUES (${id}, 'x')` }], columns: [] },
    ]);
  }

  async function ids(): Promise<number[]> {
    const plan = rowsPlan('SELECT id FROM notes ORDER BY id', { outputs: { id: { kind: 'int' } } });
    const { current } = transactions;
    const rows = await engine.run({ plan, values: [] }, current ? handleOf(current) : engine.link.handle);
    return rows.map((row) => (row as { id: number }).id);
  }
});

/** The handle is of no use to callers, so it is protected. */
function handleOf(executor: Executor): number {
  return (executor as unknown as { handle: number }).handle;
}

/** A failure as the addon reports a deadlock. */
async function provoked(): Promise<Error> {
  const { fromNative } = await import('../../lib/error/from-native.js');
  return fromNative({ kind: 'deadlock', message: 'deadlock found' });
}

/** What a promise is rejected with; it may be so before anybody waits for it. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}
