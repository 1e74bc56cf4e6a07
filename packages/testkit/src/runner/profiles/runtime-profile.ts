/** What stands behind a runtime in a test: addresses on loopback. */
export interface RuntimeAddresses {
  /** The cache service, with a slash at its end; undefined where the runtime has none. */
  readonly cache: string | undefined;
  /** A server that answers 404 to everything, for addresses that are set and are no cache. */
  readonly other: string;
  /** GitHub's API, or what this runtime has in its place. */
  readonly api: string;
  /** Where OIDC tokens would be asked for. */
  readonly idToken: string;
}

/** A place where the same workflow files run, as a step sees it. Facts come with their sources. */
export interface RuntimeProfile {
  /** Kebab-case. */
  readonly name: string;
  /** As people call it, with what was chosen where there is a choice. */
  readonly title: string;
  /** The cache service that answers: `v1` speaks nothing else. */
  readonly cache: 'v1' | 'v2' | 'absent';
  /** What is at the address of the API: `whole`, `missing` (404 for what Gitea has not), `refused` (403). */
  readonly api: 'whole' | 'missing' | 'refused';
  /** Whether the step is given the job's token. */
  readonly token: boolean;
  /** What is in the event's file: GitHub's payload, a part of it, an empty object. */
  readonly event: 'whole' | 'partial' | 'empty';
  /** Whether anybody runs the post step. */
  readonly post: boolean;
  /** Whether steps may run at the same time. */
  readonly beside: boolean;
  /** What is set unlike on github.com; undefined: not set at all. */
  variables(at: RuntimeAddresses): Readonly<Record<string, string | undefined>>;
  /** Where the facts are from. */
  readonly sources: readonly string[];
  /** What could not be found out. */
  readonly unconfirmed: readonly string[];
}

/** The variables by which the toolkit asks for an OIDC token. */
export function idToken(at: RuntimeAddresses): Readonly<Record<string, string>> {
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${at.idToken}?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'fake',
  };
}

/** Shaped like the token of a runner. */
export const RUNTIME_TOKEN = 'e30.e30.fake';
