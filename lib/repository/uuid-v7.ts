// Makes UUIDs of version 7: they begin with the time, so that new keys lie side by side in an index.
import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn for many identifiers at once. */
const pool = Buffer.alloc(4_096);
const randomBytes = 10;
let used = pool.length;

/** The UUID of this moment, in lower case. */
export function uuidV7(now: Date): string {
  const random = nextRandom();
  const time = now.getTime().toString(16).padStart(12, '0');
  const version = (0x7000 | (random.readUInt16BE(0) & 0x0fff)).toString(16);
  const variant = (0x8000 | (random.readUInt16BE(2) & 0x3fff)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${random.toString('hex', 4)}`;
}

function nextRandom(): Buffer {
  if (used + randomBytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + randomBytes);
  used += randomBytes;
  return random;
}
