import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFile } from './cache-folder.ts';
import type { RestoredPack } from './plan-save.ts';

/** What a build left in a GOCACHE that may be there at the next one. */
export interface WarmState {
  /** System, architecture and Go that compiled. */
  readonly kind: string;
  /** The key under which the service has it. */
  readonly key: string;
  readonly packs: readonly RestoredPack[];
}

const FILE = 'fairlead.json';

/** What lies in a GOCACHE since a build before; undefined when there was none, or a part of it is gone. */
export function readWarmState(goCache: string, kind: string): WarmState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(goCache, FILE), 'utf8')) as WarmState;
    const whole = state.packs.every(({ outputs }) =>
      outputs.every(
        ({ output, size }) =>
          lstatSync(cacheFile(goCache, output, 'd'), { throwIfNoEntry: false })?.size === size,
      ),
    );
    if (state.kind !== kind || !whole || state.packs.length === 0) return undefined;
    // a build with an earlier form of this file measured no seconds
    return { ...state, packs: state.packs.map((pack) => ({ ...pack, seconds: Number(pack.seconds) || 0 })) };
  } catch {
    return undefined; // another form is no state of ours
  }
}

/** Writes it, whole or not at all. */
export function writeWarmState(goCache: string, state: WarmState): void {
  const partial = join(goCache, `${FILE}.${process.pid}.partial`);
  mkdirSync(goCache, { recursive: true });
  writeFileSync(partial, JSON.stringify(state));
  renameSync(partial, join(goCache, FILE));
}
