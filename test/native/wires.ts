// What the tests of the bridge share: statements as bytes, answers as values, without the rooms above.
import { Bridge } from '../../lib/native/bridge.js';
import { readFacts } from '../../lib/wire/facts-reader.js';
import { readFailure } from '../../lib/wire/failure-reader.js';
import { readFrame } from '../../lib/wire/frame-reader.js';
import { MessageWriter } from '../../lib/wire/message-writer.js';
import { encodeStatement } from '../../lib/wire/statement-encoder.js';
import { mode, status } from '../../lib/wire/tags.js';

/** A parameter in its wire form. */
export type Plain = number | string | boolean | null;

const writer = new MessageWriter();

/** Parameters one after another. */
export function parametersOf(values: readonly Plain[]): Uint8Array {
  writer.discard();
  for (const value of values) writePlain(value);
  return Uint8Array.from(writer.take());
}

function writePlain(value: Plain): void {
  if (value === null) writer.nil();
  else if (typeof value === 'string') writer.text(value);
  else if (typeof value === 'boolean') writer.boolean(value);
  else writer.integer(value);
}

/** A user's own SQL with integers where `?` is. */
export function statementOf(sql: string): Uint8Array {
  const fragments = sql.split('?').flatMap((text, index) => {
    const parameter = { kind: 'parameter', index: index - 1, type: { kind: 'int' } };
    const before = index > 0 ? [{ kind: 'expression', expression: parameter }] : [];
    return [...before, { kind: 'text', text }];
  });
  return Uint8Array.from(encodeStatement(writer, { kind: 'raw', fragments }));
}

/** A data source with the bridge's bare verbs, as promises. */
export class Wire {
  #lastPlan = 0;

  private constructor(
    readonly bridge: Bridge,
    readonly dataSource: number,
  ) {}

  static open(options: { readonly url: string } & Record<string, unknown>, bridge = Bridge.shared()): Wire {
    return new Wire(bridge, bridge.open(Uint8Array.from(encodeStatement(writer, options))));
  }

  prepare(sql: string): number {
    this.bridge.prepare(this.dataSource, ++this.#lastPlan, statementOf(sql));
    return this.#lastPlan;
  }

  /** The cells of the first column. */
  async column(plan: number, values: readonly Plain[] = [], executor = this.dataSource): Promise<unknown[]> {
    const payload = await this.ask(executor, plan, mode.rows, values);
    return Array.from(readFrame(payload, undefined).columns[0] ?? []);
  }

  async run(sql: string, executor = this.dataSource): Promise<void> {
    await this.ask(executor, this.prepare(sql), mode.affected, []);
  }

  async begin(timeout: number | null = null): Promise<number> {
    const handle = this.bridge.nextHandle();
    await this.ask(this.dataSource, handle, mode.begin, [null, false, timeout]);
    return handle;
  }

  async facts(wanted: number): Promise<Record<string, unknown>> {
    return Object.fromEntries(readFacts(await this.ask(this.dataSource, 0, wanted, [])));
  }

  async close(): Promise<void> {
    await this.ask(this.dataSource, 0, mode.close, [1_000]);
    this.bridge.release(this.dataSource);
  }

  /** The payload of a good answer; the failure's facts are thrown. */
  ask(executor: number, number: number, wanted: number, values: readonly Plain[]): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.bridge.request(executor, number, wanted, values.length, parametersOf(values), (given, payload) => {
        if (given === status.failure) reject(readFailure(payload));
        else resolve(payload);
      });
    });
  }
}
