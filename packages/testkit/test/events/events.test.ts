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

test('a pull request says which repository its head is from', () => {
  const head = (fork?: string | null) => {
    const { payload } = fork === undefined ? pullRequestEvent() : pullRequestEvent({ fork });
    return (payload['pull_request'] as { head: { repo: { full_name: string } | null } }).head.repo?.full_name;
  };
  expect([head(), head('mallory/orders'), head(null)]).toEqual(['acme/orders', 'mallory/orders', undefined]);
});
