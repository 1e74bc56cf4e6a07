/** Variables that children must not see: inputs (secrets among them) and the runner's own tokens. */
const WITHHELD = [
  /^INPUT_/,
  /^STATE_/,
  /^ACTIONS_RUNTIME_TOKEN$/,
  /^ACTIONS_ID_TOKEN_REQUEST_/,
  /^GITHUB_TOKEN$/,
];

/** The explicit environment of child processes: the step's own, without what is withheld, with the trace. */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  traceparent: string,
): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !WITHHELD.some((pattern) => pattern.test(entry[0])),
  );
  return { ...Object.fromEntries(kept), TRACEPARENT: traceparent };
}
