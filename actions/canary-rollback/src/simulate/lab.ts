import { emptyConfigSection, parseInputs } from '@fairlead/core';
import { inputs } from '../inputs.ts';
import { limitsOf } from '../plan/limits.ts';
import type { JudgeOptions } from './judge-looks.ts';

export { classify } from '../verdict/compare/classify.ts';
export { secondsToRollback } from './judge-looks.ts';
export { binomial } from './random.ts';
export { looksAt } from './traffic.ts';

/** The rules of a run that sets none of them. */
export function defaultOptions(): JudgeOptions {
  const read = (name: string): string | undefined => (name === 'workload' ? 'orders' : undefined);
  const { values } = parseInputs(inputs, read, emptyConfigSection);
  return { limits: limitsOf(values), windowMs: values.window, intervalMs: values.interval };
}
