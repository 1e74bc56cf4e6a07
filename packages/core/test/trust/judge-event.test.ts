import {
  pullRequestEvent,
  pushEvent,
  scheduleEvent,
  tagEvent,
  workflowDispatchEvent,
} from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { resolveContext } from '../../src/index.ts';
import { judgeEvent } from '../../src/trust/judge-event.ts';

const BASE = 'b'.repeat(40);
const SHA = 'a'.repeat(40);
const judge = (name: string, payload: unknown, onRunner = true) => {
  const env = { GITHUB_EVENT_NAME: name, GITHUB_REPOSITORY: 'acme/orders', GITHUB_SHA: SHA };
  return judgeEvent(resolveContext(env, payload), onRunner);
};
const pull = (head: unknown, base: unknown = { full_name: 'acme/orders' }) => ({
  pull_request: {
    number: 7,
    head: { repo: head, sha: 'c'.repeat(40) },
    base: { repo: base, ref: 'main', sha: BASE },
  },
});
const own = { full_name: 'acme/orders' };
const fork = { full_name: 'mallory/orders' };

describe('whose code a run works with', () => {
  test.each([pushEvent(), tagEvent(), scheduleEvent(), workflowDispatchEvent()])(
    'what a writer pushed or began is trusted %#',
    ({ env, payload }) => {
      expect(judgeEvent(resolveContext(env, payload), true)).toMatchObject({ level: 'trusted' });
    },
  );

  test.each(['push', 'create', 'release', 'schedule', 'workflow_dispatch', 'repository_dispatch'])(
    '%s is of the repository',
    (name) => {
      expect(judge(name, {})).toEqual({ level: 'trusted', why: `the event ${name}`, base: [SHA] });
    },
  );

  test.each(['pull_request_review', 'deployment_status', 'of-tomorrow', 'constructor'])(
    '%s may come with any commit: none is taken for the base',
    (name) => {
      expect(judge(name, {}).base).toEqual([]);
      expect(judge('issue_comment', {}).base).toEqual([SHA]);
    },
  );

  test('a pull request of the same repository is between: its base commit is known', () => {
    expect(judge('pull_request', pull(own))).toEqual({
      level: 'same-repository',
      why: 'a pull request of this repository',
      base: [BASE],
    });
    const { env, payload } = pullRequestEvent();
    expect(judgeEvent(resolveContext(env, payload), true).level).toBe('same-repository');
  });

  test('a fork is not trusted', () => {
    expect(judge('pull_request', pull(fork))).toEqual({
      level: 'untrusted',
      why: 'a pull request from the fork mallory/orders',
      base: [BASE],
    });
  });

  test.each([
    ['of a fork that is gone', pull(null)],
    ['without a head', { pull_request: { base: { repo: own } } }],
    ['with an empty name', pull({ full_name: '' }, { full_name: '' })],
    ['with a name that is no text', pull({ full_name: ['acme/orders'] })],
    ['into another repository', pull({ full_name: 'x/y' }, { full_name: 'x/y' })],
    ['that is a word', { pull_request: 'acme/orders' }],
    ['without a payload', {}],
    ['with a payload that is none', null],
    ['with a list for a payload', [pull(own)]],
  ])('a pull request %s is never "not a fork"', (_, payload) => {
    expect(judge('pull_request', payload).level).toBe('untrusted');
  });

  test.each([
    'pull_request_target',
    'workflow_run',
    'issue_comment',
    'issues',
    'discussion',
    'discussion_comment',
    'pull_request_review',
    'pull_request_review_comment',
    'check_run',
    'deployment_status',
    'an_event_of_tomorrow',
    'constructor',
    '__proto__',
  ])('%s is not trusted, whatever its payload says', (name) => {
    for (const payload of [{}, pull(own), pull(fork)])
      expect(judge(name, payload)).toMatchObject({ level: 'untrusted', why: `the event ${name}` });
  });

  test('a trusted event with a pull request in its payload is judged by that', () => {
    expect(judge('push', pull(fork)).level).toBe('untrusted');
    expect(judge('workflow_dispatch', { pull_request: {} }).level).toBe('untrusted');
  });

  test('the merge queue is filled by writers; an event that names no commit is not it', () => {
    const group = { merge_group: { head_sha: SHA, base_sha: BASE } };
    expect(judge('merge_group', group)).toEqual({
      level: 'same-repository',
      why: 'the merge queue',
      base: [BASE],
    });
    expect(judge('merge_group', {}).level).toBe('untrusted');
  });

  test('without an event: trusted on the own machine, not on a runner', () => {
    expect(judge('', {}, false).level).toBe('trusted');
    expect(judge('', {}, true).level).toBe('untrusted');
  });
});

describe('the base commit', () => {
  test('is what GitHub names, as a full id of 40 or 64 digits', () => {
    const long = 'd'.repeat(64);
    const withBase = (sha: string) => ({ pull_request: { head: { repo: fork }, base: { repo: own, sha } } });
    expect(judge('pull_request', withBase(long)).base).toEqual([long]);
    for (const sha of ['main', `${BASE}..HEAD`, `--output=${BASE}`, 'HEAD', BASE.slice(1)])
      expect(judge('pull_request', withBase(sha)).base).toEqual([]);
  });

  test('is GITHUB_SHA where that is a commit of the default branch, and not where it is the merge', () => {
    expect(judge('workflow_run', {}).base).toEqual([SHA]);
    expect(judge('issue_comment', {}).base).toEqual([SHA]);
    expect(judge('pull_request_target', pull(fork)).base).toEqual([BASE, SHA]);
    expect(judge('pull_request_review', pull(fork)).base).toEqual([BASE]);
    expect(judge('pull_request', {}).base).toEqual([]);
    expect(judge('deployment', {}).base).toEqual([]);
  });
});
