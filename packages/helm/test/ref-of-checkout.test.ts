import { describe, expect, test } from 'vitest';
import { checkRef, matchesRef } from '../src/ref/check-ref.ts';
import { type RefContext as Context, refOfCheckout } from '../src/ref/ref-of-checkout.ts';

const [BASE, HEAD, RUN] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];

/** A run on the default branch's ref with some commit checked out; none where there is no repository. */
const contextOf = (eventName: string, head: string | undefined, more: object = {}): Context => {
  const ask = async () => ({ ok: true, text: `${head}\n` });
  const repository = head === undefined ? { state: 'none', reason: 'no repository' } : { state: 'ok', ask };
  const event = {
    eventName,
    ref: 'refs/heads/main',
    refType: 'branch',
    sha: BASE,
    repository: 'acme/orders',
  };
  return {
    event: { ...event, ...more },
    trust: { level: 'untrusted', why: `the event ${eventName}`, base: [] },
    git: { open: async () => repository },
    workspace: '/w',
    workingDirectory: '/w',
  } as unknown as Context;
};
const ran = (event: string, from = 'acme/orders') => ({
  payload: {
    workflow_run: { event, head_branch: 'release', head_sha: RUN, head_repository: { full_name: from } },
  },
});

test.each([
  [
    'the commit of the event, as a comment that deploys main has',
    'issue_comment',
    BASE,
    {},
    'refs/heads/main',
  ],
  ["a fork's head", 'pull_request_target', HEAD, {}, ''],
  ['no repository', 'workflow_run', undefined, {}, ''],
  ["the commit of an own run's branch", 'workflow_run', RUN, ran('push'), 'refs/heads/release'],
  ['another commit after an own run', 'workflow_run', HEAD, ran('push'), ''],
  ["the commit of a fork's run", 'workflow_run', RUN, ran('push', 'mallory/orders'), ''],
  ["the commit of a pull request's run", 'workflow_run', RUN, ran('pull_request'), ''],
  [
    'a head whose ref is a pull request all the same',
    'pull_request',
    HEAD,
    { refType: 'pull', ref: 'refs/pull/7/merge' },
    'refs/pull/7/merge',
  ],
] as const)('%s', async (_, event, head, more, expected) => {
  expect((await refOfCheckout(contextOf(event, head, more))).ref).toBe(expected);
});

test('outside of the repository of the workspace, that of the working directory tells', async () => {
  const context = contextOf('issue_comment', BASE);
  const git = {
    open: async (folder: string) =>
      folder === '/w/orders' ? context.git.open(folder) : { state: 'none', reason: 'no repository' },
  } as Context['git'];
  expect((await refOfCheckout({ ...context, git, workingDirectory: '/w/orders' })).ref).toBe(
    'refs/heads/main',
  );
  expect((await refOfCheckout({ ...context, git })).ref).toBe('');
});

test('what is not of the event is named as far as it is known', async () => {
  const isOf = async (head: string | undefined, more: object = {}) =>
    (await refOfCheckout(contextOf('issue_comment', head, more))).is;
  const rest = 'which is not that of refs/heads/main (the event issue_comment),';
  expect(await isOf(HEAD)).toBe(`commit bbbbbbbbbbbb, ${rest}`);
  expect(await isOf(undefined)).toBe(`code of which no commit is known, ${rest}`);
  expect(await isOf(HEAD, { ref: '' })).toMatch(/which is not that of a run without a ref \(/);
  expect(await isOf(undefined, { sha: '' })).toMatch(/^code of which no commit is known/);
});

test('trusted runs go by the ref of their event, whatever is checked out', async () => {
  const context = contextOf('push', HEAD);
  const trust = { ...context.trust, level: 'trusted' } as const;
  expect((await refOfCheckout({ ...context, trust })).ref).toBe('refs/heads/main');
});

describe('without allowed-refs', () => {
  const problemsOf = async (context: Context, inputs: object = {}): Promise<readonly string[]> =>
    (await checkRef({ allowedRefs: undefined, dryRun: false, ...inputs }, context)).map(
      ({ problem }) => problem,
    );
  const fork = { refType: 'pull', ref: 'refs/pull/7/merge' };

  test.each([
    ["a fork's head with the secrets of the base", 'pull_request_target', HEAD, {}],
    ["a fork's pull request", 'pull_request', HEAD, fork],
    ["the commit of a fork's run", 'workflow_run', RUN, ran('push', 'mallory/orders')],
    ['code of which nothing is known', 'issue_comment', undefined, {}],
  ] as const)('%s is not deployed', async (_, event, head, more) => {
    const context = contextOf(event, head, more);
    expect(await problemsOf(context)).toEqual([
      `has to say that such code may be deployed: this is ${context.trust.why}`,
    ]);
    expect(await problemsOf(context, { dryRun: true })).toEqual([]);
    expect(await problemsOf(context, { allowedRefs: ['*'] })).toEqual([]);
  });

  test.each([
    ['a comment that deploys main', 'issue_comment', BASE, {}],
    ["an own branch's run before", 'workflow_run', RUN, ran('push')],
  ] as const)('%s is deployed', async (_, event, head, more) => {
    expect(await problemsOf(contextOf(event, head, more))).toEqual([]);
  });

  test('a push and a pull request of the same repository are deployed', async () => {
    const context = contextOf('push', HEAD);
    const own = { ...context, event: { ...context.event, ...fork } } as Context;
    for (const one of [context, own]) {
      const trust = { ...one.trust, level: 'trusted' } as const;
      expect(await problemsOf({ ...one, trust })).toEqual([]);
    }
  });
});

test.each([
  ['refs/tags/v*', 'refs/tags/v1.2.0', true],
  ['refs/tags/v*', 'refs/heads/main', false],
  ['refs/heads/release/*', 'refs/heads/release/1', true],
  ['refs/tags/v1.0', 'refs/tags/v1x0', false],
])('TRG-05: %s, %s', (pattern, ref, expected) => {
  expect(matchesRef(pattern, ref)).toBe(expected);
});
