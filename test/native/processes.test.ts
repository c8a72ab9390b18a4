// The addon and the life of processes and worker threads.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { describeEachDialect } from '../support/test-database.js';

const script = join(import.meta.dirname, 'process-scenarios.cjs');

/** Runs a scenario to its own end; one that does not end is killed, which fails the test. */
async function run(scenario: string, url: string): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, scenario, url], { timeout: 25_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, signal, stdout, stderr } = error as { code: number | null; signal: string | null; stdout: string; stderr: string };
    if (code === null) throw new Error(`${scenario} ended by ${signal}: ${stderr}`, { cause: error });
    return { code, output: stdout + stderr };
  }
}

describeEachDialect('a process', (_dialect, url) => {
  test('ends by itself beside an idle pool', async () => {
    expect(await run('idle', url())).toEqual({ code: 0, output: 'status 0\n' });
  });

  test('ends by itself beside a transaction that nobody uses', async () => {
    expect(await run('transaction', url())).toEqual({ code: 0, output: 'status 2\n' });
  });

  test('ends by itself beside a stream that nobody goes on reading', async () => {
    expect(await run('stream', url())).toEqual({ code: 0, output: 'status 5\n' });
  });

  test('stays until its answers are there', async () => {
    expect(await run('busy', url())).toEqual({ code: 0, output: 'status 0\n' });
  });

  test('may exit in the middle of work', async () => {
    expect(await run('exit', url())).toEqual({ code: 7, output: '' });
  });

  test('outlives worker threads that end in the middle of work', async () => {
    expect(await run('workers', url())).toEqual({ code: 0, output: 'status 0\n' });
  });
});
