import type { CanaryContext } from './context.ts';

/** Says something worth knowing in the log and beside the run, without being a warning. */
export function notice({ host }: Pick<CanaryContext, 'host'>, message: string): void {
  host.annotate({ level: 'notice', message });
}
