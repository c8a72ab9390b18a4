// What the data source of a Nest app writes to Nest's Logger.
import 'reflect-metadata';
import { afterEach, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'oxyde';
import { OxydeModule, type OxydeModuleOptions } from 'oxyde/nest';
import { Author } from './shelf.js';

afterEach(() => void jest.restoreAllMocks());

async function warningsOf(options: Partial<OxydeModuleOptions>): Promise<string[]> {
  const lines: string[] = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void lines.push(String(line)));
  const root = OxydeModule.forRoot({ url: 'sqlite::memory:', entities: [Author], ...options });
  const module = await Test.createTestingModule({ imports: [root] }).compile();
  const dataSource = module.get(DataSource);
  await dataSource.createTables();
  await dataSource.repository(Author).create({ name: 'Hypatia' });
  await dataSource.repository(Author).filter({ name: 'Hypatia' }).get();
  await module.close();
  return lines;
}

test('slow queries are warned of, without values', async () => {
  const lines = await warningsOf({ slowQueryThreshold: 0 });
  expect(lines.join('\n')).toMatch(/Slow query on "default": select Author took [\d.]+ ms, 1 rows/);
  expect(lines.join('\n')).not.toMatch(/Hypatia/);
});

test('without a threshold nothing is written', async () => {
  expect(await warningsOf({})).toEqual([]);
});

test('a logger of the app is used instead', async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  expect(await warningsOf({ slowQueryThreshold: 0, logger: { log: write, warn: write, error: write } })).toEqual([]);
  expect(lines.length).toBeGreaterThan(0);
});
