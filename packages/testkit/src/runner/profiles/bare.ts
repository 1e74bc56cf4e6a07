import type { RuntimeProfile } from './runtime-profile.ts';

/**
 * The least that can be called a runner: no file for summaries, no cache, no token, no OIDC, and nobody runs post steps, as
 * with gha-runner or a wrapper that starts `main` alone.
 */
export const bare: RuntimeProfile = {
  name: 'bare',
  title: 'A runner with the least: no summary file, no post step',
  cache: 'absent',
  api: 'missing',
  token: false,
  event: 'whole',
  post: false,
  beside: false,
  variables: (at) => ({ GITHUB_STEP_SUMMARY: undefined, GITHUB_API_URL: at.api }),
  sources: ['https://docs.rs/crate/gha-runner/0.2.0: no pre and post actions'],
  unconfirmed: [],
};

/** No runner at all: `node dist/main.js` with inputs as variables. */
export const shell: RuntimeProfile = {
  ...bare,
  name: 'shell',
  title: 'A plain shell',
  event: 'empty',
  variables: () => {
    const names = [
      ...[
        'ACTIONS',
        'WORKSPACE',
        'REPOSITORY',
        'REPOSITORY_OWNER',
        'EVENT_NAME',
        'REF',
        'REF_NAME',
        'REF_TYPE',
      ],
      ...['SHA', 'RUN_ID', 'RUN_ATTEMPT', 'JOB', 'ACTOR', 'WORKFLOW', 'SERVER_URL', 'API_URL', 'GRAPHQL_URL'],
      ...['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY', 'EVENT_PATH'],
    ].map((name) => `GITHUB_${name}`);
    const runner = ['NAME', 'ENVIRONMENT', 'OS', 'ARCH', 'TEMP', 'TOOL_CACHE'].map(
      (name) => `RUNNER_${name}`,
    );
    return Object.fromEntries(['CI', ...names, ...runner].map((name) => [name, undefined]));
  },
  sources: ['README.md of this repository'],
};
