import { RUNTIME_TOKEN, type RuntimeProfile } from './runtime-profile.ts';

/**
 * act in host mode: the event is an empty object unless `--eventpath` names one; there is a cache server of version 1, but
 * no token for it; the summary's file is read and printed into act's log. It rejects the keys of background steps.
 */
export const act: RuntimeProfile = {
  name: 'act',
  title: 'act',
  cache: 'v1',
  api: 'refused',
  token: false,
  event: 'empty',
  post: true,
  beside: false,
  variables: (at) => ({
    ACT: 'true',
    GITHUB_RUN_ID: '1',
    GITHUB_ACTOR: 'nektos/act',
    GITHUB_API_URL: at.api, // act says api.github.com: the test must not ask there
    RUNNER_NAME: undefined,
    RUNNER_ENVIRONMENT: undefined,
    RUNNER_PERFLOG: '/dev/null',
    ACTIONS_CACHE_URL: at.cache,
  }),
  sources: [
    'https://github.com/nektos/act pkg/runner/run_context.go (withGithubEnv, startHostEnvironment), bd86152',
    'https://github.com/nektos/act cmd/root.go: ACTIONS_CACHE_URL of its own cache server',
    'https://github.com/nektos/act pkg/runner/step.go: GITHUB_STEP_SUMMARY and the other files',
  ],
  unconfirmed: [],
};

/**
 * With `--artifact-server-path` act sets the token, and ACTIONS_RESULTS_URL to its server of artifacts, which is no cache:
 * taking that for version 2 of the cache service fails.
 */
export const actWithArtifacts: RuntimeProfile = {
  ...act,
  name: 'act-with-artifacts',
  title: 'act with `--artifact-server-path`',
  variables: (at) => ({
    ...act.variables(at),
    ACTIONS_RUNTIME_URL: at.other,
    ACTIONS_RESULTS_URL: at.other,
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
  }),
  sources: ['https://github.com/nektos/act pkg/runner/run_context.go: setActionRuntimeVars, bd86152'],
};
