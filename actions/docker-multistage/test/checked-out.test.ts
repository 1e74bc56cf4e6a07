import { createProcessExec, Redactor, resolveContext } from '@fairlead/core';
import { type GitWorkspace, initGit, makeWorkspace } from '@fairlead/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOtherCommit } from '../src/plan/checked-out.ts';
import { commitDate } from '../src/plan/commit-date.ts';

let workspace: GitWorkspace;
let head = '';

beforeEach(async () => {
  workspace = await initGit(await makeWorkspace({ Dockerfile: 'FROM scratch' }));
  head = await workspace.commit('first');
});

afterEach(() => workspace.remove());

function contextOf(sha: string, payload: unknown = {}, workingDirectory = workspace.folder) {
  const childEnv = { PATH: process.env['PATH'] ?? '' };
  const exec = createProcessExec({ env: childEnv, redactor: new Redactor() });
  const event = resolveContext({ GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/main' }, payload);
  return { event, exec, workingDirectory, childEnv, signal: new AbortController().signal };
}

it('IMG-20: says when the workspace holds another commit than the event names', async () => {
  expect(await describeOtherCommit(contextOf(head))).toBeUndefined();
  const other = '0'.repeat(40);
  expect(await describeOtherCommit(contextOf(other))).toBe(
    `the workspace holds commit ${head.slice(0, 12)}, the event names 000000000000: tags and labels of the image name the latter`,
  );
  const pull = { pull_request: { number: 7, head: { sha: head } } };
  expect(await describeOtherCommit(contextOf(other, pull))).toBeUndefined();
});

it('takes the date from the event, else from git, else from nowhere', async () => {
  const at = new Date(await workspace.git('show', '--no-patch', '--format=%cI', head)).toISOString();
  expect(await commitDate(contextOf(head))).toBe(at.replace('.000Z', 'Z'));
  const payload = { head_commit: { id: head, timestamp: '2026-01-02T03:04:05+01:00' } };
  expect(await commitDate(contextOf(head, payload))).toBe('2026-01-02T02:04:05Z');
  expect(await commitDate(contextOf('f'.repeat(40), payload))).toBeUndefined();
  expect(await commitDate(contextOf(''))).toBeUndefined();
});

it('a workspace without history, or a machine without git, costs nothing but the facts', async () => {
  const plain = await makeWorkspace();
  expect(await describeOtherCommit(contextOf(head, {}, plain.folder))).toBeUndefined();
  expect(await commitDate(contextOf(head, {}, plain.folder))).toBeUndefined();
  await plain.remove();
});
