// Start against a database that is not there yet, or that refuses for good.
import 'reflect-metadata';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { connect, createServer, type Server } from 'node:net';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'oxyde';
import { OxydeModule, type OxydeModuleOptions } from 'oxyde/nest';
import { postgresUrl } from '../support/databases.js';
import { redacted } from '../../nest-module/redact.js';

afterEach(() => void jest.restoreAllMocks());

/** The log lines of a start that fails, and why it failed. */
async function startFailing(options: OxydeModuleOptions): Promise<{ lines: string[]; failure: Error }> {
  const lines: string[] = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void lines.push(String(line)));
  const failure = await Test.createTestingModule({ imports: [OxydeModule.forRoot(options)] })
    .compile()
    .then(
      () => new Error('it started'),
      (error: Error) => error,
    );
  return { lines, failure };
}

/** A port that nothing listens at. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
}

describe('a database that does not answer', () => {
  test('is tried again as often as asked, without secrets in the log', async () => {
    const url = `postgres://someone:hunter2@127.0.0.1:${await closedPort()}/blog`;
    const { lines, failure } = await startFailing({ url, retryAttempts: 2, retryDelay: 10 });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/Could not open the data source "default"; attempt 1 of 2 follows in 10 ms/);
    expect(`${lines.join()} ${failure.message}`).not.toMatch(/hunter2/);
    expect(failure.message).not.toBe('it started');
  });

  test('is waited for until it is there', async () => {
    if (!postgresUrl) return expect(postgresUrl).toBe('');
    const port = await closedPort();
    const target = new URL(postgresUrl);
    const relay = relayTo(target.hostname, Number(target.port) || 5432);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    setTimeout(() => relay.listen(port, '127.0.0.1'), 150);
    const url = `postgres://${target.username}${target.password && `:${target.password}`}@127.0.0.1:${port}/postgres`;
    const options = { url, retryAttempts: 20, retryDelay: 50 };
    const module = await Test.createTestingModule({ imports: [OxydeModule.forRoot(options)] }).compile();
    expect((await module.get(DataSource).profile()).dialect).toBe('postgres');
    await module.close();
    relay.close();
  });

  test('does not matter to a lazy data source', async () => {
    const url = `postgres://someone@127.0.0.1:${await closedPort()}/blog`;
    const module = await Test.createTestingModule({ imports: [OxydeModule.forRoot({ url, lazyConnect: true })] }).compile();
    await module.close();
  });
});

describe('what time cannot cure is not tried again', () => {
  test('an address that makes no sense', async () => {
    const { lines, failure } = await startFailing({ url: 'oracle://somewhere', retryDelay: 10 });
    expect(lines).toEqual([]);
    expect(failure.message).toMatch(/postgres:\/\//);
  });

  test('a database that does not exist', async () => {
    if (!postgresUrl) return expect(postgresUrl).toBe('');
    const { lines, failure } = await startFailing({ url: `${postgresUrl}/oxyde_no_such_database`, retryDelay: 10 });
    expect(lines).toEqual([]);
    expect(failure.message).not.toBe('it started');
  });

  test('unless the app says so', async () => {
    const { lines } = await startFailing({ url: 'oracle://somewhere', retryAttempts: 1, retryDelay: 1, toRetry: () => true });
    expect(lines).toHaveLength(1);
  });
});

test('credentials are taken out of text', () => {
  expect(redacted('cannot reach postgres://user:p@ss@host/db or mysql://root@host')).toBe(
    'cannot reach postgres://***@host/db or mysql://***@host',
  );
  expect(redacted('mail ada@example.com about sqlite:blog.db')).toBe('mail ada@example.com about sqlite:blog.db');
});

/** Hands connections on: a server that can come up later. */
function relayTo(host: string, port: number): Server {
  return createServer((client) => {
    const upstream = connect({ host, port });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => (client.destroy(), upstream.destroy()));
  });
}
