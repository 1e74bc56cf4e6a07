import { expect, test } from 'vitest';
import { childEnvironment } from '../../src/index.ts';

test('children get the step’s environment without inputs, state and the runner’s tokens, with the trace', () => {
  const env = {
    PATH: '/bin',
    GOFLAGS: '-mod=mod',
    UNSET: undefined,
    INPUT_PASSWORD: 'x',
    STATE_lock: 'x',
    GITHUB_TOKEN: 'x',
    ACTIONS_RUNTIME_TOKEN: 'x',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'x',
    GITHUB_SHA: 'abc',
  };
  expect(childEnvironment(env, '00-t-s-01')).toEqual({
    PATH: '/bin',
    GOFLAGS: '-mod=mod',
    GITHUB_SHA: 'abc',
    TRACEPARENT: '00-t-s-01',
  });
});
