import { idToken, RUNTIME_TOKEN, type RuntimeProfile } from './runtime-profile.ts';

/**
 * GitHub Enterprise Server: the toolkit refuses version 2 of the cache service for its address, whatever is set, and the
 * server speaks version 1. Everything else is as on github.com, below `/api/v3`. `node24` needs runner 2.327.1.
 */
export const ghes: RuntimeProfile = {
  name: 'ghes',
  title: 'GitHub Enterprise Server',
  cache: 'v1',
  api: 'whole',
  token: true,
  event: 'whole',
  post: true,
  beside: false,
  variables: (at) => ({
    GITHUB_SERVER_URL: 'https://github.acme.test',
    GITHUB_API_URL: `${at.api}/api/v3`,
    GITHUB_GRAPHQL_URL: `${at.api}/api/graphql`,
    ACTIONS_CACHE_URL: at.cache,
    ACTIONS_RESULTS_URL: at.other,
    ACTIONS_RUNTIME_URL: at.other,
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
    ...idToken(at),
  }),
  sources: [
    'https://github.com/actions/toolkit packages/cache/src/internal/config.ts: isGhes',
    'https://github.com/github/roadmap/issues/273: a cache since 3.5',
    'https://github.com/actions/cache/releases/tag/v5.0.0: node24 wants runner 2.327.1',
  ],
  unconfirmed: [
    'whether a server sends ResultsServiceUrl, from which ACTIONS_RESULTS_URL comes; here it is set and no cache',
    'which releases of the server bring runner 2.327.1 themselves',
  ],
};
