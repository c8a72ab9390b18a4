// Makes the function that encodes the parameters of a plan: composed once per plan, no guessing of types per run.
import type { ColumnType } from '../entity/column-type.js';
import { InvalidValueError } from '../error/invalid-value-error.js';
import type { MessageWriter } from './message-writer.js';
import { Refusal } from './refusal.js';
import { wireFormOf, type FormOptions, type WireForm } from './wire-value.js';

/** What has to be known of a parameter. */
export interface ParameterForm {
  readonly type: ColumnType;
  /** The value is an array of values of this type. */
  readonly isList: boolean;
  /** `Entity.property`, for messages. */
  readonly label: string | undefined;
}

/** Writes the values of one run, in order. A writer that threw must be discarded. */
export type EncodeParameters = (writer: MessageWriter, values: readonly unknown[]) => void;

type WriteValue = (writer: MessageWriter, value: unknown) => void;

/**
 * Composes the encoder of these parameters.
 *
 * @throws InvalidValueError from the encoder, when a value is none that its kind can hold exactly.
 */
export function createParameterEncoder(parameters: readonly ParameterForm[], options: FormOptions): EncodeParameters {
  const forms = parameters.map(({ type }) => wireFormOf(type, options));
  const writes = forms.map((form, index) => (parameters[index]?.isList ? listWrite(form) : singleWrite(form)));
  const count = parameters.length;
  return (writer, values) => {
    let index = 0;
    try {
      for (; index < count; index++) (writes[index] as WriteValue)(writer, values[index]);
    } catch (error) {
      const form = forms[index];
      const parameter = parameters[index];
      if (error instanceof Refusal && form && parameter) throw refused(parameter, form, error, index);
      throw error;
    }
  };
}

function refused({ type, label, isList }: ParameterForm, form: WireForm, { reason }: Refusal, index: number): InvalidValueError {
  const expected = isList ? `a list, each of it ${form.expected}` : form.expected;
  return new InvalidValueError({ label: label ?? `parameter ${index + 1}`, kind: type.kind, expected, reason });
}

/** `undefined` is refused by every form; null is NULL for every form. */
function singleWrite(form: WireForm): WriteValue {
  const write = plainWrite(form);
  return (writer, value) => {
    if (value === null) writer.nil();
    else write(writer, value);
  };
}

function plainWrite(form: WireForm): WriteValue {
  switch (form.as) {
    case 'integer':
      return (writer, value) => writer.integer(form.take(value));
    case 'bigint':
      return (writer, value) => writer.bigint(form.take(value));
    case 'float':
      return (writer, value) => writer.float(form.take(value));
    case 'boolean':
      return (writer, value) => writer.boolean(form.take(value));
    case 'bytes':
      return (writer, value) => writer.binary(form.take(value));
    case 'text':
      return (writer, value) => writer.text(form.take(value));
  }
}

function listWrite(form: WireForm): WriteValue {
  const write = plainWrite(form);
  return (writer, value) => {
    if (!Array.isArray(value)) throw Refusal.ofType(value);
    writer.arrayHead(value.length);
    for (const element of value) {
      if (element === null) throw new Refusal('a list cannot hold null; ask with isNull beside it');
      write(writer, element);
    }
  };
}
