import type { CanaryContext } from '../context.ts';

/** The end of a command that only says what it would do. */
export function showDryRun(context: CanaryContext, plan: string): void {
  context.log.notice(`dry run: ${plan}; nothing was changed`);
  context.summarize(`**Dry run**: ${plan}. Nothing was changed.`);
  context.settle('dry-run', plan);
}
