import { createFakeGit } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { resolveContext, type Trust } from '../../src/index.ts';
import { judgeCheckout } from '../../src/trust/judge-checkout.ts';

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

test('what GitHub has merged a pull request into is the best base', async () => {
  const ask = 'rev-list --parents --max-count=1 HEAD';
  const into = 'd'.repeat(40);
  const base = async (answer: string) =>
    (await judge('untrusted', 'pull_request', pull({}), { [ask]: answer })).base;
  expect(await base(`${HEAD} ${into} ${OTHER}\n`)).toEqual([into, BASE]);
  expect(await base(`${OTHER} ${into} ${HEAD}\n`)).toEqual([BASE]); // not the merge of the event
  expect(await base(`${HEAD}\n`)).toEqual([BASE]); // a clone of depth 1
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
