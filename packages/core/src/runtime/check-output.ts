import type { Logger } from '../log/logger.ts';
import type { Host } from '../ports/host.ts';
import { hideUrls } from '../secrets/hide-urls.ts';

/**
 * Warns when an output carries a registered secret (TRG-12): GitHub empties such an output on its way to another job,
 * and says so only in the log of the job that set it.
 */
export function warnOfSecretOutput(host: Host, log: Logger, name: string, value: string): void {
  if (host.redact(value) === hideUrls(value)) return; // an address is hidden in what is shown, not in an output
  log.warn(
    `output ${name} contains a registered secret: GitHub will hand an empty value to other jobs; leave the secret out of it, or read it there from where it is kept`,
  );
}
