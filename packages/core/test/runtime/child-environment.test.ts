import { expect, test } from 'vitest';
import { childEnvironment } from '../../src/index.ts';

test('children get the step’s environment without inputs, state and the runner’s tokens, with the trace', () => {
  const env = {
    PATH: '/bin',
    HOME: '/root',
    GOFLAGS: '-mod=mod',
    UNSET: undefined,
    GITHUB_SHA: 'abc',
    GITHUB_EVENT_PATH: '/event.json',
    ACTIONS_CACHE_SERVICE_V2: 'true',
    HTTPS_PROXY: 'http://proxy:3128',
  };
  const { UNSET, ...kept } = env;
  expect(childEnvironment(env, '00-t-s-01')).toEqual({ ...kept, TRACEPARENT: '00-t-s-01' });
});

test.each([
  'INPUT_SET-SECRET',
  'INPUT_PASSWORD',
  'Input_Password',
  'STATE_lock',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GITHUB_PAT',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RUNTIME_URL',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_CACHE_URL',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'GITHUB_OUTPUT',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
  'FAIRLEAD_REPORTS',
])('no child gets %s', (name) => {
  expect(childEnvironment({ HOME: '/root', [name]: 'x' }, 't')).toEqual({ HOME: '/root', TRACEPARENT: 't' });
});

test('without a home children have one in the runner’s temporary folder', () => {
  expect(childEnvironment({ RUNNER_TEMP: '/t' }, 'x')['HOME']).toBe('/t/home');
  expect(childEnvironment({ RUNNER_TEMP: '/t', HOME: '' }, 'x')['HOME']).toBe('/t/home');
  expect(childEnvironment({ RUNNER_TEMP: '/t', HOME: '/root' }, 'x')['HOME']).toBe('/root');
  expect(childEnvironment({}, 'x')['HOME']).toBeUndefined();
});
