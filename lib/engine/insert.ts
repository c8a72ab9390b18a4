// Inserts any number of rows: in statements that the server takes, as a whole or not at all, and with the stored rows as the answer.
import type { EntityMetadata } from '../entity/entity-metadata.js';
import { UniqueViolationError } from '../error/constraint-errors.js';
import { DatabaseError } from '../error/database-error.js';
import { type ConflictClause, valuesOfConflict } from '../query/conflicts.js';
import type { Executor, InsertRequest } from '../query/executor.js';
import { uniqueKeyOver } from '../query/unique-keys.js';
import { inFlight } from '../util/in-flight.js';
import { chunked, partsUnderWay } from './chunks.js';
import type { Engine, Handle } from './engine.js';
import { readBackWay, readGenerated, readGiven } from './read-back.js';
import type { ServerProfile } from './server-profile.js';

/** Where an insert runs. */
export interface InsertPlace {
  readonly engine: Engine;
  readonly handle: Handle;
  /** Runs a part of an insert where the whole would run. */
  inSamePlace<T>(work: (executor: Executor) => Promise<T>): Promise<T>;
  /** Runs the parts of an insert of several statements together. */
  inTransaction<T>(work: (executor: Executor) => Promise<T>): Promise<T>;
}

/** Inserts and gives the instances, in the order of the rows; rows that a conflict left alone are missing. */
export async function insertRows(place: InsertPlace, request: InsertRequest): Promise<object[]> {
  if (request.rows.length === 0) return [];
  const profile = await place.engine.profile();
  const more = request.onConflict ? valuesOfConflict(request.onConflict).length : 0;
  const chunks = chunked(request.rows, { columns: request.properties.length + more, maxParameters: profile.maxParameters });
  if (chunks.length === 1) return await insertPart(place, request, profile);
  return await place.inTransaction(async (executor) => {
    // PERF: the server works on one part while the next one is encoded.
    const inserted = await inFlight(chunks, partsUnderWay, (rows) => executor.insert({ ...request, rows }));
    return inserted.flat();
  });
}

/** Rows that a statement takes; they may get one for each. */
async function insertPart(place: InsertPlace, { onProgress, ...request }: InsertRequest, profile: ServerProfile): Promise<object[]> {
  const isEach = leavesAlone(request) && profile.dialect === 'mysql';
  const instances = await (isEach ? insertNewOnes(place, request) : insertChunk(place, request, profile));
  onProgress?.(request.rows.length);
  return instances;
}

function leavesAlone({ onConflict }: InsertRequest): boolean {
  return onConflict !== undefined && onConflict.assignments.length === 0;
}

/** MySQL does not tell new rows from those that it left alone: each gets a statement of its own, which fails where there is a row. */
async function insertNewOnes(place: InsertPlace, request: InsertRequest): Promise<object[]> {
  const { onConflict, ...plain } = request;
  const insertOne = async (executor: Executor, row: readonly unknown[]): Promise<object[]> => {
    try {
      return await executor.insert({ ...plain, rows: [row] });
    } catch (error) {
      if (error instanceof UniqueViolationError && isOf(request.entity, onConflict as ConflictClause, error)) return [];
      throw error;
    }
  };
  const [only] = request.rows;
  if (request.rows.length === 1 && only) return await place.inSamePlace((executor) => insertOne(executor, only));
  return await place.inTransaction(async (executor) => (await Promise.all(request.rows.map((row) => insertOne(executor, row)))).flat());
}

function isOf(entity: EntityMetadata, { target }: ConflictClause, { constraint }: UniqueViolationError): boolean {
  return constraint === (uniqueKeyOver(entity, target)?.name ?? 'PRIMARY');
}

async function insertChunk(place: InsertPlace, request: InsertRequest, profile: ServerProfile): Promise<object[]> {
  try {
    return await insertStatement(place, request, profile);
  } catch (error) {
    throw request.onConflict?.hasOtherKeys && isOtherKey(error) ? ofAnotherKey(request, error) : error;
  }
}

/** Where a server cannot name the key, the statement asks for two rows in place of one value when it is another (oxyde-sql, conflict.rs). */
function isOtherKey(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.databaseCode === '1242';
}

function ofAnotherKey({ entity, onConflict }: InsertRequest, cause: DatabaseError): UniqueViolationError {
  const message = `the conflict is not of the key (${onConflict?.target.join(', ')})`;
  return new UniqueViolationError({ message, table: entity.table.name, isRetrySafe: cause.isRetrySafe }, { entity: entity.name, cause });
}

async function insertStatement(place: InsertPlace, request: InsertRequest, profile: ServerProfile): Promise<object[]> {
  if (!profile.hasInsertReturning) return await insertAndReadBack(place, request);
  const planned = place.engine.planner.planInsert(request, { isReturning: true });
  return (await place.engine.runRows(planned, place.handle, request.rows.length)) as object[];
}

async function insertAndReadBack(place: InsertPlace, request: InsertRequest): Promise<object[]> {
  const { by, key } = readBackWay(request);
  if (by === 'given') {
    await insertOnly(place, request);
    return await readGiven(place, request, key);
  }
  if (request.rows.length > 1) return await insertOneByOne(place, request);
  return await readGenerated(place, request.entity, key, await insertOnly(place, request));
}

/**
 * The server tells the first generated key of a statement only, and the others follow by a step that may differ from session to session:
 * each row gets a statement of its own, so that no key is guessed.
 */
async function insertOneByOne({ inTransaction }: InsertPlace, request: InsertRequest): Promise<object[]> {
  return await inTransaction(async (executor) =>
    (await Promise.all(request.rows.map((row) => executor.insert({ ...request, rows: [row] })))).flat(),
  );
}

async function insertOnly({ engine, handle }: InsertPlace, request: InsertRequest): Promise<number | bigint> {
  const { lastInsertId } = await engine.change(engine.planner.planInsert(request, { isReturning: false }), handle, request.rows.length);
  return lastInsertId;
}
