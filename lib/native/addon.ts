// The typed face of the addon.
import { AddonMissingError } from '../error/addon-missing-error.js';
import { loadAddon } from './load-addon.cjs';

/** What the addon exports. Handles are numbers, everything else is bytes. */
export interface Addon {
  version(): string;
  /** Makes an environment of its own; `onCompletions` is called on the event loop with answers one after another. */
  attach(onCompletions: (answers: Buffer) => void): number;
  /** The handle of a new data source, or the encoded failure. */
  open(environment: number, options: Uint8Array): number | Uint8Array;
  release(environment: number, dataSource: number): void;
  /** The encoded failure, if there is one. */
  prepare(environment: number, dataSource: number, plan: number, statement: Uint8Array): Uint8Array | undefined;
  evict(environment: number, dataSource: number, plan: number): void;
  /**
   * Takes the first `length` bytes of `requests`. The answers that are there at once are written to `place` from `offset` on, then
   * it gives their length; or they come in a buffer of their own when they do not fit.
   */
  submit(environment: number, requests: Uint8Array, length: number, place: Buffer, offset: number): number | Buffer;
  /** A failure of our own, encoded as the addon's are. */
  failure(message: string): Uint8Array;
}

/**
 * The addon of this platform.
 *
 * @throws AddonMissingError (OXY-N001) when there is none.
 */
export function addon(): Addon {
  const loaded = loadAddon();
  if (loaded.packageName !== undefined) throw new AddonMissingError(loaded.packageName, loaded.reasons);
  return loaded.addon as Addon;
}
