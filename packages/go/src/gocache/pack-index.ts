import { sha256 } from '../packs/pack-file.ts';
import type { CachedAction } from './action-file.ts';

/** A pack that another one builds on. */
export interface PackLink {
  /** Key of its entry in the cache. */
  readonly key: string;
  /** Hash of its index. */
  readonly id: string;
}

/** What lies in a pack: its index comes first, then each output's content in this order. */
export interface PackIndex {
  /** System, architecture and Go that compiled; packs of another kind are foreign. */
  readonly kind: string;
  /** The packs below, the base first. */
  readonly parents: readonly PackLink[];
  readonly actions: readonly CachedAction[];
  readonly outputs: readonly PackedOutput[];
  /** Seconds that it took to compile what the pack has and those below it lack; 0 where nobody measured it. */
  readonly seconds: number;
}

/** One output whose content is in the pack. */
export interface PackedOutput {
  /** Hex sha256 of the content. */
  readonly output: string;
  readonly size: number;
}

/** The index as the first line of a pack. */
export function formatIndex({ kind, parents, actions, outputs, seconds }: PackIndex): string {
  const rows = actions.map(({ action, output, size }) => [action, output, size]);
  const contents = outputs.map(({ output, size }) => [output, size]);
  return `${JSON.stringify({ kind, parents, seconds, actions: rows, outputs: contents })}\n`;
}

/** The name of a pack: hash of its index, which names each content by its own hash. */
export function packId(line: string): string {
  return sha256(line);
}

const HASH = /^[0-9a-f]{64}$/;
/** A day: nobody compiles for longer. */
const MOST_SECONDS = 86_400;

/** Reads the first line of a pack; undefined when it is not one of ours. Nothing in it is believed before it is checked. */
export function parseIndex(line: string): PackIndex | undefined {
  try {
    const { kind, parents, actions, outputs, seconds } = JSON.parse(line) as Record<string, unknown>;
    if (typeof kind !== 'string' || !isRows(parents) || !isRows(actions) || !isRows(outputs))
      return undefined;
    const index: PackIndex = {
      kind,
      parents: parents as unknown as readonly PackLink[],
      actions: actions.map(([action, output, size]) => ({ action, output, size })) as readonly CachedAction[],
      outputs: outputs.map(([output, size]) => ({ output, size })) as readonly PackedOutput[],
      seconds: typeof seconds === 'number' && seconds >= 0 && seconds <= MOST_SECONDS ? seconds : 0,
    };
    return isSound(index) ? index : undefined;
  } catch {
    return undefined;
  }
}

function isRows(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value);
}

function isSound({ parents, actions, outputs }: PackIndex): boolean {
  const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && Number(size) >= 0;
  const isHash = (text: unknown): boolean => typeof text === 'string' && HASH.test(text);
  return (
    parents.every(({ key, id }) => typeof key === 'string' && isHash(id)) &&
    actions.every(({ action, output, size }) => isHash(action) && isHash(output) && isSize(size)) &&
    outputs.every(({ output, size }) => isHash(output) && isSize(size))
  );
}
