// Checks the text of an exact number: its form, and whether a column keeps all of its digits.

const form = /^-?(\d+)(?:\.(\d+))?$/;

/** What keeps the text from being a decimal number; undefined when it is one. */
export function whyNotDecimal(text: string): string | undefined {
  return form.test(text) ? undefined : 'it is not a decimal number such as "-12.50"';
}

/** What would be lost of the number in a column of this precision and scale; undefined when nothing. */
export function whyNotStored(text: string, precision: number | undefined, scale = 0): string | undefined {
  if (precision === undefined) return undefined;
  const [, whole = '', fraction = ''] = form.exec(text) ?? [];
  if (fraction.replace(/0+$/, '').length > scale) return `it has more than ${scale} digits after the point`;
  if (whole.replace(/^0+/, '').length > precision - scale) return `it has more than ${precision - scale} digits before the point`;
  return undefined;
}
