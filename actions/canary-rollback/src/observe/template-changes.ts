import { createHash } from 'node:crypto';
import { shortImage } from '@fairlead/oci';

/** Names of at most so many changed parts stand in a message. */
const MOST = 5;
/** A pod template as deep as people speak of it: `containers[orders].env`. */
const DEPTH = 3;

/**
 * The parts of a pod template that differ, by their names; none when both make the same pods. Whatever is in a template
 * makes new pods when it is changed, so all of it counts; annotations that controllers write stand beside the template.
 */
export function templateChanges(before: object, now: object): readonly string[] {
  const found = [...differences(before, now, '', DEPTH)];
  return found.length > MOST ? [...found.slice(0, MOST), `${found.length - MOST} more`] : found;
}

function* differences(before: unknown, now: unknown, at: string, depth: number): Generator<string> {
  if (canonical(before) === canonical(now)) return;
  const [a, b] = [partsOf(before), partsOf(now)];
  const isWhole = at.endsWith(']') && (before === undefined || now === undefined); // an item that is new, or gone
  if (depth === 0 || isWhole || a === undefined || b === undefined) {
    yield describe(at, now);
    return;
  }
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  const isMain = (key: string): number => Number(key === 'containers'); // people look there first
  for (const key of keys.sort((x, y) => isMain(y) - isMain(x))) {
    const name = key.startsWith('[') || at === '' ? `${at}${key}` : `${at}.${key}`;
    const skips = key === 'spec' || key === 'metadata' || key.startsWith('[');
    yield* differences(a.get(key), b.get(key), key === 'spec' ? at : name, depth - (skips ? 0 : 1));
  }
}

/** Fields by name, items of a list by the name that they have. Undefined for what has no named parts. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = value.map((item: unknown) => [(item as { name?: unknown } | null)?.name, item] as const);
  if (!named.every(([name]) => typeof name === 'string')) return undefined;
  return new Map(named.map(([name, item]) => [`[${String(name)}]`, item]));
}

function describe(at: string, now: unknown): string {
  const isImage = at.endsWith('.image') && typeof now === 'string';
  return isImage ? `${at} is now ${shortImage(now)}` : at;
}

/** The same for templates that make the same pods, and short enough to be kept. */
export function templateDigest(template: object): string {
  return createHash('sha256').update(canonical(template)).digest('hex');
}

/** The same text for the same content, whatever the order of its keys; empty and missing are the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null) return undefined;
    if (typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort());
  });
}
