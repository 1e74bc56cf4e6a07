import { createHash } from 'node:crypto';

const HASH_LENGTH = 8;

/**
 * A name made of another one, within so many characters: one that gets too long keeps its beginning, and a hash of all of it
 * keeps it apart from others that begin alike. Both go for names of objects and for values of labels.
 */
export function fitName(name: string, suffix: string, longest: number): string {
  const whole = `${name}${suffix}`;
  if (whole.length <= longest) return whole;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  const room = longest - suffix.length - HASH_LENGTH - 1;
  return `${name.slice(0, room).replace(/[^a-zA-Z0-9]+$/, '')}-${hash}${suffix}`;
}
