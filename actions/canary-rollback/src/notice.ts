import type { CanaryContext } from './context.ts';

/** Says something worth knowing in the log and beside the run, without being a warning. */
export function notice({ host, log }: Pick<CanaryContext, 'host' | 'log'>, message: string): void {
  log.info(message);
  host.annotate({ level: 'notice', message });
}
