import { lastParts } from '../words/text.ts';
import { exitsOf } from './exits.ts';
import type { ContainerClass } from './failure-class.ts';

const CREATE_REASONS = new Set([
  'RunContainerError',
  'CreateContainerError',
  'StartError',
  'ContainerCannotRun',
]);
const MOST_TRIES = 2;

/** The runtime cannot start the container: a command that is not there, a security context, a mount. */
export const containerCreate: ContainerClass = {
  name: 'container-create',
  of: 'container',
  grace: { ms: 5_000 },
  hint: 'check command, security context and volumes of the container',
  shows: 'container cannot be started by the runtime',
  lasts: '5 s, after the second try',
  see({ status, podStart }) {
    const ended = status.state?.terminated ?? status.lastState?.terminated;
    const waiting = status.state?.waiting;
    const said = [waiting, ended].find(
      ({ reason } = {}) => reason !== undefined && CREATE_REASONS.has(reason),
    );
    if (said?.reason === undefined || status.ready === true) return undefined;
    const tried = exitsOf(status) >= MOST_TRIES || waiting?.reason === 'CreateContainerError';
    const message = `cannot be started: ${plainStart(said.message ?? said.reason)}`;
    const graceMs = tried ? undefined : Number.POSITIVE_INFINITY;
    return { reason: said.reason, message, since: podStart, graceMs };
  },
};

/** What of a runtime's chain of errors a person can act on. */
function plainStart(text: string): string {
  const command = /exec: \\?"([^"\\]+)\\?": (.*?)(: unknown)?$/s.exec(text.trim());
  if (command === null) return lastParts(text);
  const [, name, why = ''] = command;
  if (/not found in \$PATH|no such file or directory/i.test(why))
    return `its command ${name} is not in the image`;
  if (/permission denied/i.test(why)) return `its command ${name} may not be executed`;
  return `its command ${name}: ${lastParts(why)}`;
}
