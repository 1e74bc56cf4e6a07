/**
 * Runs inside a machine that `npm run test:vm` has made: does its steps, one after another, and tells each on a line of
 * its own. It is started with the name of the machine.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '@fairlead/core';
import { type Told, tell } from '@fairlead/devtools';
import { machines } from './machines.ts';
import type { VmContext, VmStep } from './step.ts';

const out = (told: Told): void => console.log(tell(told));

/** How often a step tells that it goes on: a machine that is not heard of for long is taken for one that hangs. */
const HEARTBEAT_MS = 2 * 60_000;

async function perform(step: VmStep, context: VmContext): Promise<boolean> {
  out({ kind: 'start', step: step.name });
  const started = performance.now();
  const late = new AbortController();
  const minutes = (): string => ((performance.now() - started) / 60_000).toFixed(0);
  const heartbeat = setInterval(
    () => out({ kind: 'line', text: `… at it for ${minutes()} min` }),
    HEARTBEAT_MS,
  );
  const limit = sleep(step.limitMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`took longer than ${step.limitMs / 60_000} min`);
  });
  try {
    const fact = await Promise.race([step.run(context), limit]);
    out({ kind: 'passed', step: step.name, fact, ms: performance.now() - started });
    return true;
  } catch (error) {
    const reasons = errorMessage(error).split('\n');
    out({ kind: 'failed', step: step.name, reasons, ms: performance.now() - started });
    return false;
  } finally {
    clearInterval(heartbeat);
    late.abort();
    limit.catch(() => {});
  }
}

const steps = machines[process.argv[2] ?? ''] ?? [];
out({ kind: 'plan', steps: steps.map(({ name }) => name) });
const context: VmContext = {
  say: (text) => out({ kind: 'line', text }),
  machine: undefined,
  services: undefined,
};
let failed: string | undefined;
for (const step of steps) {
  if (failed !== undefined && step.always !== true) {
    out({ kind: 'failed', step: step.name, reasons: [`not run: "${failed}" failed before`], ms: 0 });
  } else if (!(await perform(step, context))) failed ??= step.name;
}
process.exit(failed === undefined ? 0 : 1);
