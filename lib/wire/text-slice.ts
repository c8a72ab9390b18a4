// Makes strings of bytes by Node's own slices, which the types of Node.js leave out.

/** PERF: these are what `toString(encoding, start, end)` calls after looking the encoding up. */
interface Slices {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

/** A string of bytes that are all ASCII. */
export function asciiSlice(bytes: Buffer, start: number, end: number): string {
  return (bytes as unknown as Slices).latin1Slice(start, end);
}

export function utf8Slice(bytes: Buffer, start: number, end: number): string {
  return (bytes as unknown as Slices).utf8Slice(start, end);
}
