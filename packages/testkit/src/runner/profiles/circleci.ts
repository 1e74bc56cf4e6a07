import { idToken, type RuntimeProfile } from './runtime-profile.ts';

/**
 * CircleCI's preview of GitHub's workflow files: no ACTIONS_RUNTIME_TOKEN, so no cache; a part of the event, without the
 * repository; the id of the run is a UUID; a token of GitHub's for contents; OIDC tokens of CircleCI's issuer. Releases,
 * Checks and Deployments are not emulated. Post steps run; background steps do not exist.
 */
export const circleci: RuntimeProfile = {
  name: 'circleci',
  title: 'CircleCI (preview)',
  cache: 'absent',
  api: 'refused',
  token: true,
  event: 'partial',
  post: true,
  beside: false,
  variables: (at) => ({
    GITHUB_RUN_ID: '5034460f-c7c4-4c43-9457-de07e2029e7b',
    GITHUB_RUN_ATTEMPT: undefined,
    GITHUB_API_URL: at.api, // CircleCI says api.github.com: the test must not ask there
    RUNNER_ENVIRONMENT: undefined,
    ...idToken(at),
  }),
  sources: [
    'https://circleci.com/docs/guides/orchestrate/use-a-github-actions-workflow-file-as-your-pipeline-configuration/',
  ],
  unconfirmed: [
    'what is at GITHUB_EVENT_PATH of schedules and API runs, for which there is no payload',
    'where a step summary is shown',
    'which variables of GITHUB_ and RUNNER_ are set beside those of the page',
  ],
};
