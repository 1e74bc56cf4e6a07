import { idToken, RUNTIME_TOKEN, type RuntimeProfile } from './runtime-profile.ts';

/**
 * buildkite-gha: no event file, no number of the run, no address of the API (the real one is meant; a step would ask there,
 * so the test names a server of its own). Version 2 of the cache service, step summaries as annotations, OIDC tokens of
 * Buildkite's issuer. A token of the job has `contents: read` unless the workflow's own `permissions` say more. `notice` is
 * no command there.
 */
export const buildkite: RuntimeProfile = {
  name: 'buildkite',
  title: 'Buildkite (buildkite-gha)',
  cache: 'v2',
  api: 'refused',
  token: true,
  event: 'empty',
  post: true,
  beside: false,
  variables: (at) => ({
    GITHUB_EVENT_PATH: undefined,
    GITHUB_RUN_ID: undefined,
    GITHUB_RUN_ATTEMPT: undefined,
    GITHUB_REF_NAME: undefined,
    GITHUB_REF_TYPE: undefined,
    GITHUB_REPOSITORY_OWNER: undefined,
    GITHUB_GRAPHQL_URL: undefined,
    GITHUB_API_URL: at.api,
    RUNNER_NAME: undefined,
    RUNNER_ENVIRONMENT: undefined,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RESULTS_URL: at.cache,
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
    ...idToken(at),
  }),
  sources: [
    'https://github.com/buildkite/buildkite-gha internal/runtime/action_execution.go: standardEnvironment, 8d774af',
    'https://github.com/buildkite/buildkite-gha internal/runtime/cache_service.go',
    'https://github.com/buildkite/buildkite-gha docs/compatibility.md',
  ],
  unconfirmed: ['how `::notice::` looks in its log'],
};
