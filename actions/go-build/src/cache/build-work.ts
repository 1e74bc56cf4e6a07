import type { BatchResult } from '../build/batch-result.ts';
import type { BuildWork } from './cache-slot.ts';

/** What a build tells its caches: what all batches compiled beside their programs, where each of them knows it. Pure. */
export function workOf(
  results: readonly Pick<BatchResult, 'libraries'>[],
  needed: BuildWork['needed'],
  compileMs: number,
): BuildWork {
  let libraries: number | undefined = 0;
  for (const result of results)
    libraries =
      result.libraries === undefined || libraries === undefined ? undefined : libraries + result.libraries;
  return { needed, compileMs, libraries };
}
