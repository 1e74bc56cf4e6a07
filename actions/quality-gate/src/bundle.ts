import type { Start } from '@fairlead/core';
import { runCacheClient } from '@fairlead/core/cache';

/**
 * What the entries `main.ts` and `post.ts` start: all of the action in one bundle. A process that was started for the
 * cache alone never loads the action, which takes as long as the client itself.
 */
export const start: Start = async (phase) => {
  if (await runCacheClient(process.env)) return;
  const { startStep } = await import('./step.ts');
  await startStep(phase);
};
