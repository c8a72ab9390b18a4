// The link of one data source to the addon: encodes requests, prepares statements once, reads answers. It knows nothing of queries.
import { fromNative } from '../error/from-native.js';
import type { Bridge } from '../native/bridge.js';
import { EncodedFailure } from '../native/encoded-failure.js';
import type { Plan } from '../plan/plan.js';
import { type Facts, readFacts } from '../wire/facts-reader.js';
import { readFailure } from '../wire/failure-reader.js';
import { MessageWriter } from '../wire/message-writer.js';
import { encodeStatement } from '../wire/statement-encoder.js';
import { mode, status } from '../wire/tags.js';
import { createParameterEncoder, type EncodeParameters } from '../wire/value-encoder.js';
import type { RunOptions } from '../query/query-state.js';
import type { Answer } from './answer.js';
import { AnswerStream } from './answer-stream.js';
import { neverSent, onAbort } from './cancellation.js';
import { type ConnectionOptions, encodeOptions } from './connection-options.js';

/** What a request asks for beside a plan. */
export type Mode = (typeof mode)[keyof typeof mode];

const nothing = new Uint8Array();

export class Link {
  readonly #bridge: Bridge;
  readonly #writer = new MessageWriter();
  /** By plan id, for the plans that the addon keeps. */
  readonly #encoders = new Map<number, EncodeParameters>();
  /** The planner counts up from below, these count down from the top of 32 bits: they never meet. */
  #lastFreshId = 2 ** 32;
  /** The data source as an executor. */
  readonly handle: number;

  /** Makes the data source in the addon; nothing is connected yet. */
  constructor(bridge: Bridge, options: ConnectionOptions) {
    this.#bridge = bridge;
    this.handle = this.#refusable(() => bridge.open(encodeOptions(this.#writer, options)));
  }

  /** A handle for a transaction that is about to begin. */
  nextHandle(): number {
    return this.#bridge.nextHandle();
  }

  /** A number for a plan that is run once and not kept. */
  freshPlanId(): number {
    return --this.#lastFreshId;
  }

  /** Runs a plan, once or, for the rows of an insert, as many times as `values` has the plan's parameters. */
  run(executor: number, plan: Plan, values: readonly unknown[], wanted: Mode, rows = 1, run?: RunOptions): Promise<Answer> {
    const encode = this.#encoders.get(plan.id) ?? this.#prepare(plan);
    if (run)
      return this.#controlled(
        executor,
        plan,
        wanted,
        plan.parameters.length * rows,
        this.#withTimeout(encode, plan, values, rows, run),
        run,
      );
    this.#encode(encode, plan.parameters.length, values, rows);
    return this.#request(executor, plan.id, wanted, plan.parameters.length * rows, this.#writer.take());
  }

  /** Streams the rows of a plan. @throws CancelledError when its signal is aborted already. */
  stream(executor: number, plan: Plan, values: readonly unknown[], run: RunOptions): AnswerStream {
    const { signal } = run;
    if (signal?.aborted === true) throw neverSent(signal, plan.entity);
    const encode = this.#encoders.get(plan.id) ?? this.#prepare(plan);
    const parameters = this.#withTimeout(encode, plan, values, 1, run);
    const bridge = this.#bridge;
    const reasons = { cancelled: 0, enough: 1 };
    const answers: AnswerStream = new AnswerStream({
      ask: () => bridge.steer(id, executor, mode.credit, 0),
      cancel: (reason) => bridge.steer(id, executor, mode.cancel, reasons[reason]),
      over: () => ended(),
    });
    const ended = onAbort(signal, () => answers.cancel('cancelled'));
    const take = (given: number, payload: Uint8Array): void => answers.take({ status: given, payload });
    const id = bridge.request(executor, plan.id, mode.stream + mode.controlled, plan.parameters.length + 1, parameters, take);
    return answers;
  }

  /** A request that is no statement: `number` and `parameters` mean what its mode says. */
  control(executor: number, wanted: Mode, number = 0, parameters: readonly (number | string | boolean | null)[] = []): Promise<Answer> {
    this.#writer.discard();
    for (const parameter of parameters) this.#plain(parameter);
    return this.#request(executor, number, wanted, parameters.length, parameters.length === 0 ? nothing : this.#writer.take());
  }

  /** Facts that a control request answers with. */
  async facts(wanted: Mode): Promise<Facts> {
    return readFacts(this.payloadOf(await this.control(this.handle, wanted)));
  }

  /** The payload of a good answer. @throws the error of a failure, which names the entity. */
  payloadOf({ status: given, payload }: Answer, entity?: string, run?: RunOptions): Uint8Array {
    if (given !== status.failure) return payload;
    const failure = readFailure(payload);
    const signal = failure.kind === 'cancelled' && run?.signal?.aborted === true ? run.signal : undefined;
    throw fromNative(failure, signal ? { entity, cause: signal.reason as unknown } : { entity });
  }

  /** The addon forgets a plan that the cache gave up. */
  evict(planId: number): void {
    if (this.#encoders.delete(planId)) this.#bridge.evict(this.handle, planId);
  }

  release(): void {
    this.#bridge.release(this.handle);
  }

  #prepare(plan: Plan): EncodeParameters {
    const isStored = plan.statement.kind === 'insert' || plan.statement.kind === 'update';
    const encode = createParameterEncoder(plan.parameters, { isStored });
    this.#refusable(() => this.#bridge.prepare(this.handle, plan.id, encodeStatement(this.#writer, plan.statement)));
    this.#encoders.set(plan.id, encode);
    return encode;
  }

  #encode(encode: EncodeParameters, perRow: number, values: readonly unknown[], rows: number): void {
    this.#writer.discard();
    if (rows === 1) return encode(this.#writer, values);
    for (let row = 0; row < rows; row++) encode(this.#writer, values.slice(row * perRow, (row + 1) * perRow));
  }

  /** The parameters of a controlled request. */
  #withTimeout(encode: EncodeParameters, plan: Plan, values: readonly unknown[], rows: number, { timeout }: RunOptions): Uint8Array {
    const perRow = plan.parameters.length;
    this.#writer.discard();
    this.#plain(timeout ?? null);
    for (let row = 0; row < rows; row++) encode(this.#writer, rows === 1 ? values : values.slice(row * perRow, (row + 1) * perRow));
    return this.#writer.take();
  }

  #controlled(executor: number, plan: Plan, wanted: Mode, count: number, parameters: Uint8Array, { signal }: RunOptions): Promise<Answer> {
    if (signal?.aborted === true) return Promise.reject(neverSent(signal, plan.entity));
    const bridge = this.#bridge;
    return new Promise((resolve) => {
      const ended = onAbort(signal, () => bridge.steer(id, executor, mode.cancel, 0));
      const settle = (given: number, payload: Uint8Array): void => {
        ended();
        resolve({ status: given, payload });
      };
      const id = bridge.request(executor, plan.id, wanted + mode.controlled, count + 1, parameters, settle);
    });
  }

  #plain(value: number | string | boolean | null): void {
    if (value === null) this.#writer.nil();
    else if (typeof value === 'string') this.#writer.text(value);
    else if (typeof value === 'boolean') this.#writer.boolean(value);
    else this.#writer.integer(value);
  }

  #request(executor: number, number: number, wanted: Mode, count: number, parameters: Uint8Array): Promise<Answer> {
    return new Promise((resolve) => {
      this.#bridge.request(executor, number, wanted, count, parameters, (given, payload) => resolve({ status: given, payload }));
    });
  }

  /** What the addon refuses at once becomes an error of the tree, too. */
  #refusable<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw error instanceof EncodedFailure ? fromNative(readFailure(error.payload)) : error;
    }
  }
}
