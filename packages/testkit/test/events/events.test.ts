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
  [pushEvent(), 'push', true],
  [pushEvent('hotfix/a'), 'push', false],
  [pushEvent('trunk', { defaultBranch: 'trunk' }), 'push', true],
  [tagEvent(), 'push', false],
  [pullRequestEvent(), 'pull_request', false],
  [workflowDispatchEvent(), 'workflow_dispatch', true],
  [repositoryDispatchEvent('deploy'), 'repository_dispatch', true],
  [scheduleEvent(), 'schedule', true],
])('the core reads %#', (event, eventName, onDefaultBranch) => {
  expect(read(event)).toMatchObject({ eventName, onDefaultBranch, repository: 'acme/orders' });
});

test('forks are told apart', () => {
  expect(read(pullRequestEvent()).pullRequest?.fromFork).toBe(false);
  expect(read(pullRequestEvent({ fork: 'mallory/orders' })).pullRequest?.fromFork).toBe(true);
  expect(read(pullRequestEvent({ fork: null })).pullRequest?.fromFork).toBe(true);
});
