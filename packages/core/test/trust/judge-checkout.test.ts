import { createFakeGit } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { resolveContext, type Trust } from '../../src/index.ts';
import { isOfEvent, judgeCheckout } from '../../src/trust/judge-checkout.ts';

const [HEAD, OTHER, BASE] = ['a'.repeat(40), 'c'.repeat(40), 'b'.repeat(40)];
const PULLS = 'for-each-ref --points-at=HEAD --count=1 --format=%(refname) refs/remotes/pull refs/pull';

const judge = async (
  level: Trust['level'],
  name: string,
  payload: unknown,
  answers: Readonly<Record<string, string>>,
): Promise<Trust> => {
  const repository = await createFakeGit({ answers }).open('/workspace');
  const event = resolveContext({ GITHUB_EVENT_NAME: name, GITHUB_SHA: HEAD }, payload);
  return judgeCheckout({ level, why: 'the event', base: [BASE] }, repository, event);
};
const pull = (more: object) => ({
  pull_request: { number: 7, head: { sha: OTHER }, base: { sha: BASE }, ...more },
});

test('a pull request that is checked out in a trusted event is not trusted', async () => {
  const found = await judge('trusted', 'workflow_dispatch', {}, { [PULLS]: 'refs/remotes/pull/7/head\n' });
  expect(found).toMatchObject({
    level: 'untrusted',
    why: 'a checkout of the pull request refs/remotes/pull/7/head',
  });
  expect((await judge('trusted', 'workflow_dispatch', {}, { [PULLS]: '' })).level).toBe('trusted');
});

test('where nothing is committed yet there is no pull request to be checked out, unless the repository has one', async () => {
  const event = resolveContext({ GITHUB_EVENT_NAME: 'push', GITHUB_SHA: HEAD }, {});
  const clone = await createFakeGit({}).open('/workspace');
  if (clone.state !== 'ok') throw new Error(clone.reason);
  const judged = (refs: string) =>
    judgeCheckout({ level: 'trusted', why: 'the event', base: [] }, { ...clone, ask: unborn(refs) }, event);
  expect((await judged('')).level).toBe('trusted');
  expect((await judged('refs/remotes/pull/7/head\n')).level).toBe('untrusted');
});

/** What git says of a branch without a commit. */
function unborn(refs: string) {
  return async (args: readonly string[]) =>
    args.includes('--points-at=HEAD')
      ? ({ ok: false, reason: "error: malformed object name 'HEAD'" } as const)
      : ({ ok: true, text: refs } as const);
}

test('where git does not say whether a pull request is checked out, a run that anybody may have pointed at one is not trusted', async () => {
  const event = resolveContext({ GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_SHA: HEAD }, {});
  const clone = await createFakeGit({}).open('/workspace');
  if (clone.state !== 'ok') throw new Error(clone.reason);
  const ask = async () => ({ ok: false, reason: 'fatal: no such commit' }) as const;
  const given = { level: 'trusted', why: 'the event', base: [BASE] } as const;
  const silent = await judgeCheckout(given, { ...clone, ask }, event);
  expect(silent).toEqual({
    level: 'untrusted',
    why: expect.stringMatching(/^a checkout of which git does not say .*: fatal: no such commit$/),
    base: [BASE],
  });
  const broken = { state: 'broken', reason: 'fatal: bad object HEAD' } as const;
  const judged = (level: Trust['level']) =>
    judgeCheckout({ level, why: 'the event', base: [] }, broken, event);
  expect(await judged('trusted')).toMatchObject({
    level: 'untrusted',
    why: expect.stringMatching(/bad object HEAD$/),
  });
  expect(await judged('same-repository')).toMatchObject({ level: 'same-repository', why: 'the event' });
});

test('what GitHub has merged a pull request into is the best base', async () => {
  const ask = 'rev-list --parents --max-count=1 HEAD';
  const into = 'd'.repeat(40);
  const base = async (answer: string) =>
    (await judge('untrusted', 'pull_request', pull({}), { [ask]: answer })).base;
  expect(await base(`${HEAD} ${into} ${OTHER}\n`)).toEqual([into, BASE]);
  expect(await base(`${OTHER} ${into} ${HEAD}\n`)).toEqual([BASE]); // not the merge of the event
  expect(await base(`${HEAD} ${into} ${BASE}\n`)).toEqual([BASE]); // of another pull request
  expect(await base(`${HEAD} ${into} ${OTHER} ${BASE}\n`)).toEqual([BASE]); // of more than one branch
  expect(await base(`${HEAD}\n`)).toEqual([BASE]); // a clone of depth 1
});

test('a merge that another event or a payload without a pull request comes with says nothing of the base', async () => {
  const merge = { 'rev-list --parents --max-count=1 HEAD': `${HEAD} ${'d'.repeat(40)} ${OTHER}\n` };
  expect((await judge('untrusted', 'pull_request_target', pull({}), merge)).base).toEqual([BASE]);
  expect((await judge('untrusted', 'pull_request', {}, merge)).base).toEqual([BASE]);
});

test('outside of GitHub a checked-out pull request is the own work, and without a repository nothing is asked', async () => {
  expect((await judge('trusted', '', {}, { [PULLS]: 'refs/pull/7/head' })).level).toBe('trusted');
  const given = { level: 'trusted', why: 'the event push', base: [BASE] } as const;
  const event = resolveContext({ GITHUB_EVENT_NAME: 'push', GITHUB_SHA: HEAD }, {});
  expect(await judgeCheckout(given, { state: 'none', reason: 'there is none' }, event)).toEqual(given);
});

test('a checkout is of the event at its commit and at the head of its pull request, and nowhere else', async () => {
  const event = resolveContext({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_SHA: HEAD }, pull({}));
  const at = async (answers: Readonly<Record<string, string>>) => {
    const repository = await createFakeGit({ answers }).open('/workspace');
    return isOfEvent(repository, event);
  };
  expect(await at({ 'rev-parse HEAD': `${HEAD}\n` })).toBe(true);
  expect(await at({ 'rev-parse HEAD': `${OTHER}\n` })).toBe(true);
  expect(await at({ 'rev-parse HEAD': `${BASE}\n` })).toBe(false);
  expect(await at({})).toBe(false);
  expect(await isOfEvent({ state: 'broken', reason: 'no HEAD' }, event)).toBe(false);
});

test('a pull request that was merged is trusted where its merge is checked out, and nowhere else', async () => {
  const level = async (more: object, head: string) =>
    (await judge('untrusted', 'pull_request', pull(more), { 'rev-parse HEAD': `${head}\n` })).level;
  expect(await level({ merged: true, merge_commit_sha: HEAD }, HEAD)).toBe('trusted');
  expect(await level({ merged: true, merge_commit_sha: HEAD }, OTHER)).toBe('untrusted');
  expect(await level({ merged: false, merge_commit_sha: HEAD }, HEAD)).toBe('untrusted');
  expect(await level({ merged: 'true', merge_commit_sha: HEAD }, HEAD)).toBe('untrusted');
  expect(await level({ merged: true }, HEAD)).toBe('untrusted');
});
