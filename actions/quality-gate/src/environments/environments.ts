import type { Kind } from './kinds.ts';

/** What a file of environments says. */
export interface Environments {
  /** The kind of each key; undefined where what the file says is none. */
  readonly keys: ReadonlyMap<string, Kind | undefined>;
  /** For each environment the text of each key. */
  readonly environments: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** The variable that a key sets: `base_url` sets `BASE_URL`. */
export function variableOf(key: string): string {
  return key.toUpperCase();
}
