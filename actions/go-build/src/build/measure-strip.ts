import { mapLimited } from '@fairlead/core';
import { targetName } from '@fairlead/go';
import type { Batch } from '../plan/build-plan.ts';
import type { BatchResult, CompileOptions } from './batch-result.ts';
import { executableFile, goBuild } from './compile.ts';

/** Links everything once more with symbol table and debug information, and notes how large that is. */
export async function measureUnstripped(
  batches: readonly Batch[],
  results: readonly BatchResult[],
  options: CompileOptions,
): Promise<readonly BatchResult[]> {
  const { files, log } = options;
  const sizes = await mapLimited(batches, options.concurrency, async (batch) => {
    const folder = await files.makeTemporary('unstripped');
    try {
      const flags = { ...options.flags, strip: false, json: false };
      await goBuild(batch, { ...options, flags }, folder, () => {});
      const found = new Map<string, number>();
      for (const { package: main, target } of batch.binaries) {
        const size = (await files.stat(`${folder}/${executableFile(main.name, target)}`))?.size;
        if (size !== undefined) found.set(main.importPath, size);
      }
      log.info(`${targetName(batch.target)}: measured without strip`);
      return found;
    } finally {
      await files.remove(folder);
    }
  });
  return results.map((result, index) => ({
    ...result,
    binaries: result.binaries.map((binary) => {
      const unstrippedSize = sizes[index]?.get(binary.package);
      return unstrippedSize === undefined ? binary : { ...binary, unstrippedSize };
    }),
  }));
}
