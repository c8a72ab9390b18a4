// Encodes a statement, or any other plain data such as options, as a MessagePack map.
import type { MessageWriter } from './message-writer.js';

/** Writes plain data: objects become maps without their `undefined` keys, whole numbers become integers. */
export function writePlain(writer: MessageWriter, value: unknown): void {
  switch (typeof value) {
    case 'string':
      return writer.text(value);
    case 'number':
      return writeNumber(writer, value);
    case 'boolean':
      return writer.boolean(value);
    case 'bigint':
      return writer.bigint(value);
    case 'object':
      return value === null ? writer.nil() : writeComposite(writer, value);
    default:
      throw new TypeError(`A statement holds a ${typeof value}, which is no plain data.`);
  }
}

/** The bytes of a statement, of their own: they outlive the writer's next message. */
export function encodeStatement(writer: MessageWriter, statement: object): Uint8Array {
  writer.discard();
  writePlain(writer, statement);
  return Uint8Array.from(writer.take());
}

function writeNumber(writer: MessageWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.integer(value);
  else writer.float(value);
}

function writeComposite(writer: MessageWriter, value: object): void {
  if (Array.isArray(value)) {
    writer.arrayHead(value.length);
    for (const element of value) writePlain(writer, element);
    return;
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  writer.mapHead(entries.length);
  for (const [key, entry] of entries) {
    writer.text(key);
    writePlain(writer, entry);
  }
}
