import { idToken, RUNTIME_TOKEN, type RuntimeProfile } from './runtime-profile.ts';

/**
 * Gitea since 1.27 with its own runner: an address that looks like GitHub Enterprise Server, version 2 of the cache service
 * announced all the same, summaries by a capability, an API below `/api/v1` without deployments and checks.
 */
export const gitea: RuntimeProfile = {
  name: 'gitea',
  title: 'Gitea 1.27 and newer',
  cache: 'v2',
  api: 'missing',
  token: true,
  event: 'whole',
  post: true,
  beside: false,
  variables: (at) => ({
    ACT: 'true',
    GITEA_ACTIONS: 'true',
    GITEA_ACTIONS_RUNNER_VERSION: 'v1.0.0',
    GITEA_ACTIONS_CAPABILITIES: 'job-summary',
    GITEA_RUN_ID: '1001',
    GITHUB_SERVER_URL: 'https://gitea.acme.test',
    GITHUB_API_URL: `${at.api}/api/v1`,
    GITHUB_GRAPHQL_URL: '',
    RUNNER_ENVIRONMENT: undefined,
    ACTIONS_CACHE_URL: at.cache,
    ACTIONS_RESULTS_URL: at.cache?.replace(/\/$/, ''),
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RUNTIME_URL: `${at.other}api/actions_pipeline/`,
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
    ...idToken(at),
  }),
  sources: [
    'https://gitea.com/gitea/runner internal/app/run/runner.go (read in the mirror chhe/act_runner, e30c2fe)',
    'https://github.com/go-gitea/gitea/pull/37500: job summaries, X-Gitea-Actions-Capabilities',
  ],
  unconfirmed: [
    'that Gitea answers 404 to deployments and check runs; its API has no such routes',
    "how the runner's changes to bundles of actions, which open version 2 of the cache to them, meet ours",
  ],
};

/**
 * Forgejo, and Gitea before 1.27: version 1 of the cache alone, at an address of the run, while ACTIONS_RESULTS_URL is the
 * server's own; the summary's file is there and shown nowhere.
 */
export const forgejo: RuntimeProfile = {
  ...gitea,
  name: 'forgejo',
  title: 'Forgejo, and Gitea before 1.27',
  cache: 'v1',
  variables: (at) => ({
    ...gitea.variables(at),
    FORGEJO_ACTIONS: 'true',
    FORGEJO_ACTIONS_RUNNER_VERSION: 'v11.0.0',
    GITEA_ACTIONS_CAPABILITIES: undefined,
    GITEA_RUN_ID: undefined,
    GITHUB_SERVER_URL: 'https://forgejo.acme.test',
    GITHUB_RUN_ATTEMPT: '',
    ACTIONS_RESULTS_URL: at.other.replace(/\/$/, ''),
    ACTIONS_CACHE_SERVICE_V2: undefined,
    ACTIONS_ID_TOKEN_REQUEST_URL: undefined,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined,
  }),
  sources: [
    'https://code.forgejo.org/forgejo/runner internal/app/run/runner.go (read in project-mirrors/forgejo-runner, v11)',
    'https://forgejo.org/docs/next/user/actions/security-openid-connect: OIDC since 15, where the workflow asks for it',
  ],
  unconfirmed: ['whether a release of Forgejo shows summaries by now'],
};
