import { resolveContext } from '@fairlead/core';
import { expect, test } from 'vitest';
import {
  type ForgedEvent,
  pullRequestEvent,
  pushEvent,
  repositoryDispatchEvent,
  scheduleEvent,
  tagEvent,
  workflowDispatchEvent,
} from '../../src/index.ts';

const read = ({ env, payload }: ForgedEvent) => resolveContext(env, payload);

test.each([
  [pushEvent(), 'push', 'main'],
  [pushEvent('hotfix/a'), 'push', 'hotfix'],
  [pushEvent('trunk', { defaultBranch: 'trunk' }), 'push', 'main'],
  [tagEvent(), 'push', 'tag'],
  [pullRequestEvent(), 'pull_request', 'pull-request'],
  [workflowDispatchEvent(), 'workflow_dispatch', 'main'],
  [repositoryDispatchEvent('deploy'), 'repository_dispatch', 'main'],
  [scheduleEvent(), 'schedule', 'main'],
])('the core reads %#', (event, eventName, channel) => {
  expect(read(event)).toMatchObject({ eventName, channel, repository: 'acme/orders' });
});

test('forks are told apart', () => {
  expect(read(pullRequestEvent()).pullRequest?.fromFork).toBe(false);
  expect(read(pullRequestEvent({ fork: 'mallory/orders' })).pullRequest?.fromFork).toBe(true);
  expect(read(pullRequestEvent({ fork: null })).pullRequest?.fromFork).toBe(true);
});
