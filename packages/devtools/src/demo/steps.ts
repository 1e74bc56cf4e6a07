import type { ActStep } from '@fairlead/testkit';

/** The action that a step uses, or undefined for other steps and for act's own preparation. */
export function actionOf(step: ActStep): string | undefined {
  if (step.stage !== 'Main' && step.stage !== 'Post') return undefined;
  return /\/actions\/([a-z-]+)@v1$/.exec(step.name)?.[1];
}

/** `canary-rollback`, and `canary-rollback (post)` for its post step. */
export function nameOf(step: ActStep): string {
  return `${actionOf(step) ?? step.name}${step.stage === 'Post' ? ' (post)' : ''}`;
}

/** `release  canary-rollback (post)     ok        2.1 s`. */
export function describeStep(step: ActStep): string {
  const outcome = step.result === 'success' ? 'ok' : (step.result ?? 'unknown');
  const seconds = (step.durationMs / 1000).toFixed(1);
  return `${step.job.padEnd(8)} ${nameOf(step).padEnd(26)} ${outcome.padEnd(8)} ${seconds.padStart(6)} s`;
}

/** The first line of what a step wrote into the step summary, without the marks of a heading. */
export function headlineOf({ summary }: ActStep): string | undefined {
  const line = summary.split('\n').find((each) => each.trim() !== '');
  return line?.replace(/^#+\s*/, '').trim();
}
