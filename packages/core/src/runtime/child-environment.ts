import { join } from 'node:path';

/**
 * Variables that children must not see: inputs (secrets among them) and state, what gives rights (tokens, and addresses
 * that are good for nothing but to use them), the files by which a step gives orders to its runner, and our own settings.
 * Everything else that the job has set for its steps is theirs too.
 */
const WITHHELD: readonly RegExp[] = [
  /^INPUT_/i,
  /^STATE_/i,
  /^FAIRLEAD_/,
  /^ACTIONS_.*(TOKEN|URL)/,
  /^(GITHUB|GH)_(ENTERPRISE_)?(TOKEN|PAT)$/,
  /^GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY|ARTIFACTS)$/,
];

/** The explicit environment of child processes: the step's own, without what is withheld, with the trace and a home. */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  traceparent: string = env['TRACEPARENT'] ?? '',
): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isWithheld(entry[0]),
  );
  const trace = traceparent === '' ? {} : { TRACEPARENT: traceparent };
  return { ...Object.fromEntries(kept), ...homeFor(env), ...trace };
}

function isWithheld(name: string): boolean {
  return WITHHELD.some((pattern) => pattern.test(name));
}

/** Many programs keep caches and settings at home and fail without one: then it is in the runner's temporary folder. */
function homeFor(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const temp = env['RUNNER_TEMP'] ?? '';
  return (env['HOME'] ?? '') === '' && temp !== '' ? { HOME: join(temp, 'home') } : {};
}
