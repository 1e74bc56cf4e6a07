import { idToken, RUNTIME_TOKEN, type RuntimeProfile } from './runtime-profile.ts';

/** github.com, with its own runners or others: what everything else is compared with. */
export const github: RuntimeProfile = {
  name: 'github',
  title: 'github.com',
  cache: 'v2',
  api: 'whole',
  token: true,
  event: 'whole',
  post: true,
  beside: false,
  variables: (at) => ({
    GITHUB_API_URL: at.api,
    ACTIONS_CACHE_SERVICE_V2: 'True',
    ACTIONS_RESULTS_URL: at.cache,
    ACTIONS_RUNTIME_URL: at.other,
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
    ...idToken(at),
  }),
  sources: [
    'https://github.com/actions/runner src/Runner.Worker/Handlers/NodeScriptActionHandler.cs, 2.336.0',
  ],
  unconfirmed: ['whether github.com still sends CacheServerUrl, from which ACTIONS_CACHE_URL comes'],
};

/**
 * The same with `background:` and `cancel:`: steps share workspace, GOCACHE and docker's settings; what a step has written is
 * read when it has ended. A cancelled one gets SIGINT, and 7.5 s later the job goes on without it.
 */
export const githubBackground: RuntimeProfile = {
  ...github,
  name: 'github-background',
  title: 'github.com, steps in the background',
  beside: true,
  sources: [
    'https://github.com/actions/runner src/Runner.Worker/BackgroundStepCoordinator.cs, 2.336.0',
    'https://github.com/actions/runner/pull/4476',
  ],
  unconfirmed: [],
};
