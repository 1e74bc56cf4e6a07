import { join } from 'node:path';
import { createProcessExec, Redactor, resolveContext } from '@fairlead/core';
import { resolveTags } from '@fairlead/oci';
import { type GitWorkspace, initGit, makeWorkspace } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBuiltEvent } from '../src/plan/checked-out.ts';
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

describe('what the event says of the commit that is built', () => {
  const other = '0'.repeat(40);

  it('all of it when the workspace holds its commit', async () => {
    const context = contextOf(head);
    expect(await readBuiltEvent(context)).toEqual({ event: context.event });
  });

  it('nothing of its branch when the workspace holds another commit', async () => {
    const { event, warning } = await readBuiltEvent(contextOf(other));
    expect(warning).toBe(
      `the workspace holds commit ${head.slice(0, 12)}, the event names 000000000000: no tags of refs/heads/main, the image is tagged by its commit alone (input tags adds others)`,
    );
    const reading = resolveTags(event, { latest: 'true', extra: ['edge'] });
    const tags = 'plan' in reading ? reading.plan.tags.map(({ tag }) => tag) : [];
    expect(tags).toEqual([`sha-${head.slice(0, 7)}`, 'edge']);
  });

  it('a pull request keeps its tag and gets the commit', async () => {
    const pull = { pull_request: { number: 7, head: { sha: head } } };
    const { event, warning } = await readBuiltEvent(contextOf(other, pull));
    expect(warning).toBeUndefined();
    expect(event).toMatchObject({ sha: head, ref: 'refs/heads/main', pullRequest: { number: 7 } });
  });

  it('an annotated tag stands for its commit', async () => {
    await workspace.git('tag', '--annotate', '--message=one', 'v1.0.0');
    const tag = await workspace.git('rev-parse', 'v1.0.0');
    expect(tag).not.toBe(head);
    expect((await readBuiltEvent(contextOf(tag))).warning).toBeUndefined();
  });

  it('a submodule belongs to the commit around it', async () => {
    const inner = await initGit(await makeWorkspace({ Dockerfile: 'FROM scratch' }));
    await inner.commit('inner');
    await workspace.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      'add',
      '--quiet',
      inner.folder,
      'app',
    );
    const outer = await workspace.commit('second');
    const event = await readBuiltEvent(contextOf(outer, {}, join(workspace.folder, 'app')));
    expect(event.warning).toBeUndefined();
    await inner.remove();
  });
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
  const context = contextOf(head, {}, plain.folder);
  expect(await readBuiltEvent(context)).toEqual({ event: context.event });
  expect(await commitDate(contextOf(head, {}, plain.folder))).toBeUndefined();
  await plain.remove();
});
