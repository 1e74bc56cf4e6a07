import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { forgeStep } from '@fairlead/testkit';

/** Start-up of one program beside that of an empty one. */
export interface Startup {
  readonly name: string;
  /** Median milliseconds. */
  readonly ms: number;
  /** To an empty script, measured in the same rounds. */
  readonly ratio: number;
}

/**
 * Measures how long each bundle takes to fail on an unusable input, and an empty script. Every round starts each of
 * them once, so that a machine that gets busy is busy for all. There is no program on their PATH: what an action asks
 * go or git before it says no is work, not start-up.
 */
export async function measureStartup(root: string, rounds: number): Promise<Startup[]> {
  const empty = await forgeStep({ action: '/dev/null' });
  const script = join(empty.temp, 'empty.mjs');
  await writeFile(script, '');
  const entries = [script, ...actionNames.map((name) => join(root, 'actions', name, 'dist/main.js'))];
  const times = new Map<string, number[]>(entries.map((entry) => [entry, []]));
  for (let round = 0; round < rounds; round++) {
    for (const entry of entries) times.get(entry)?.push(await startOnce(entry));
  }
  await rm(empty.temp, { recursive: true, force: true, maxRetries: 5 });
  const bare = median(times.get(script) ?? []);
  return entries.map((entry, index) => {
    const ms = median(times.get(entry) ?? []);
    return { name: actionNames[index - 1] ?? 'node alone', ms, ratio: ms / bare };
  });
}

async function startOnce(entry: string): Promise<number> {
  const step = await forgeStep({
    action: entry,
    inputs: { 'working-directory': '../outside' },
    env: { PATH: '/nonexistent' },
  });
  try {
    return (await step.main()).durationMs;
  } finally {
    await rm(step.temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The middle value; of an even number of values, the upper of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
