import { join } from 'node:path';
import { createNodeFiles, createProcessExec, Redactor, resolveContext } from '@fairlead/core';
import { createGit } from '@fairlead/git';
import { createFakeGit, type GitWorkspace, initGit, makeWorkspace } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventOfUnknown, judgeEvent, readBuiltSource } from '../src/plan/built-source.ts';
import { planTags } from '../src/plan/plan-image.ts';

const inputs = {
  tags: undefined,
  tagLatest: 'auto',
  tagSha: true,
  tagPrefix: '',
  tagPattern: '',
  context: '.',
} as const;
const trust = { level: 'trusted', why: 'the event push', base: [] } as const;
const head = 'a'.repeat(40);
const other = '0'.repeat(40);

const tagsOf = (event: ReturnType<typeof resolveContext>, more = {}): unknown => {
  const reading = planTags({ ...inputs, ...more }, event);
  return 'plan' in reading ? reading.plan.tags.map(({ tag }) => tag) : reading.problem;
};

describe('what the event says of the commit that is built', () => {
  const eventOf = (sha: string, payload: unknown = {}, ref = 'refs/heads/main') =>
    resolveContext({ GITHUB_SHA: sha, GITHUB_REF: ref, GITHUB_REPOSITORY: 'acme/orders' }, payload);

  it('all of it when the workspace holds its commit, or nobody knows what it holds', () => {
    const event = eventOf(head);
    expect(judgeEvent(event, head)).toEqual({ event });
    expect(judgeEvent(event, undefined)).toEqual({ event });
    expect(judgeEvent(eventOf(''), head)).toEqual({ event: eventOf('') });
  });

  it('nothing of its branch when the workspace holds another commit', () => {
    const { event, warning } = judgeEvent(eventOf(other), head);
    expect(warning).toBe(
      'the workspace holds commit aaaaaaaaaaaa, the event names 000000000000: no tags of refs/heads/main, the image is tagged by its commit alone (input tags adds others)',
    );
    expect(tagsOf(event, { tags: ['edge'], tagLatest: 'true' })).toEqual(['sha-aaaaaaa', 'edge']);
  });

  it('an annotated tag has an object of its own, which stands for the commit', () => {
    expect(judgeEvent(eventOf(other), head, head)).toEqual({ event: eventOf(other) });
  });

  it('a pull request keeps its tag and gets the commit', () => {
    const { event, warning } = judgeEvent(
      eventOf(other, { pull_request: { number: 7, head: { sha: head } } }),
      head,
    );
    expect(warning).toBeUndefined();
    expect(event).toMatchObject({ sha: head, ref: 'refs/heads/main', pullRequest: { number: 7 } });
    expect(judgeEvent(eventOf(other, {}, 'refs/pull/7/merge'), head)).toMatchObject({
      event: { sha: head, refType: 'pull' },
    });
  });

  describe('a merged pull request, of a fork too, is a commit of its base branch', () => {
    const pull = (more: object, branch = 'main') => ({
      repository: { default_branch: 'main' },
      pull_request: {
        number: 7,
        merged: true,
        merge_commit_sha: head,
        head: { sha: 'b'.repeat(40), repo: { full_name: 'eve/orders' } },
        base: { ref: branch, repo: { full_name: 'acme/orders' } },
        ...more,
      },
    });

    it.each<[string, ReturnType<typeof resolveContext>, readonly string[]]>([
      ['on the branch', eventOf(head, pull({})), ['sha-aaaaaaa', 'latest']],
      [
        'on the branch, merged on',
        eventOf(head, pull({ merge_commit_sha: other })),
        ['sha-aaaaaaa', 'latest'],
      ],
      [
        'with the ref of the pull request',
        eventOf(other, pull({}), 'refs/pull/7/merge'),
        ['sha-aaaaaaa', 'latest'],
      ],
      [
        'into another branch',
        eventOf(head, pull({}, 'release/1'), 'refs/heads/release/1'),
        ['sha-aaaaaaa', 'release-1'],
      ],
    ])('%s', (_, event, tags) => {
      const judged = judgeEvent(event, head);
      expect(judged.warning).toBeUndefined();
      expect(tagsOf(judged.event)).toEqual(tags);
    });

    it.each<[string, ReturnType<typeof resolveContext>]>([
      ['that is not merged', eventOf(head, pull({ merged: false }))],
      ['that says nothing of it', eventOf(head, pull({ merged: undefined }))],
      ['whose own head is checked out', eventOf(other, pull({ merge_commit_sha: other }))],
      [
        'that was merged into another branch than the run is for',
        eventOf(head, pull({ merge_commit_sha: other }, 'x')),
      ],
    ])('but not one %s', (_, event) => {
      const judged = judgeEvent(event, head);
      expect(tagsOf(judged.event)).toEqual(['pr-7']);
    });
  });
});

describe('what is built where no commit is known', () => {
  const eventOf = (payload: unknown = {}, ref = 'refs/heads/main') =>
    resolveContext({ GITHUB_SHA: head, GITHUB_REF: ref, GITHUB_REPOSITORY: 'acme/orders' }, payload);
  const untrusted = { level: 'untrusted', why: 'the event workflow_run', base: [] } as const;

  it('has no tag of the default branch and none of its commit, whoever began the run before', () => {
    const judged = eventOfUnknown({ event: eventOf(), trust: untrusted }, undefined);
    expect(judged?.warning).toBe(
      'no commit is known of what is built, and this is the event workflow_run: no tags of refs/heads/main (input tags adds others)',
    );
    expect(judged && tagsOf(judged.event)).toMatchObject({ problem: 'gives no tag, and no commit is known' });
    expect(judged && tagsOf(judged.event, { tags: ['edge'], tagLatest: 'true' })).toEqual(['edge']);
  });

  it.each<[string, Parameters<typeof eventOfUnknown>]>([
    ['a push', [{ event: eventOf(), trust: { ...untrusted, level: 'trusted' } }, undefined]],
    ['a commit that git knows', [{ event: eventOf(), trust: untrusted }, { commit: head }]],
    [
      'a pull request by its payload',
      [{ event: eventOf({ pull_request: { number: 7 } }), trust: untrusted }, undefined],
    ],
    ['a pull request by its ref', [{ event: eventOf({}, 'refs/pull/7/merge'), trust: untrusted }, undefined]],
  ])('leaves the event of %s as it is', (_, args) => {
    expect(eventOfUnknown(...args)).toBeUndefined();
  });
});

describe('asking git', () => {
  let workspace: GitWorkspace;
  let commit = '';

  beforeEach(async () => {
    workspace = await initGit(
      await makeWorkspace({ Dockerfile: 'FROM scratch', 'svc/Dockerfile': 'FROM scratch' }),
    );
    commit = await workspace.commit('first');
  });

  afterEach(() => workspace.remove());

  function read(
    env: Readonly<Record<string, string>> = {},
    more: {
      payload?: unknown;
      folder?: string;
      context?: string;
      tagPrefix?: string;
      tagPattern?: string;
    } = {},
  ) {
    const childEnv = { PATH: process.env['PATH'] ?? '' };
    const exec = createProcessExec({ env: childEnv, redactor: new Redactor() });
    const signal = new AbortController().signal;
    const git = createGit({ exec, files: createNodeFiles('/tmp'), env: childEnv, signal });
    const event = resolveContext(
      { GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main', ...env },
      more.payload ?? {},
    );
    const { folder = workspace.folder, context = '.', tagPrefix = '', tagPattern = '' } = more;
    return readBuiltSource(
      { context, tagPrefix, tagPattern },
      { event, git, trust, workingDirectory: folder },
    );
  }

  it('finds the commit where no event says it, as in a plain shell, and takes no branch and no git tag from it', async () => {
    await workspace.git('tag', 'v1.4.0');
    const built = await read({ GITHUB_SHA: '', GITHUB_REF: '' });
    expect(built).toMatchObject({ version: 'v1.4.0', event: { sha: commit, ref: '' } });
    expect(tagsOf(built.event)).toEqual([`sha-${commit.slice(0, 7)}`]);
    expect(built.warning).toMatch(/^no event says what is built: .* alone \(input tags/);
  });

  it('says that files differ from the commit', async () => {
    await workspace.write('Dockerfile', 'FROM scratch\nLABEL a=b\n');
    const { warning } = await read({ GITHUB_SHA: '', GITHUB_REF: '' });
    expect(warning).toContain('alone, and files differ from it (');
  });

  it('gives the version that go-build gives, on a tag, after it and before the first', async () => {
    expect((await read()).version).toBe(commit.slice(0, 12));
    await workspace.git('tag', 'v1.4.0');
    expect((await read({ GITHUB_REF: 'refs/tags/v1.4.0' })).version).toBe('v1.4.0');
    expect((await read()).version).toBe('v1.4.0');
    await workspace.write('a', '1');
    const next = await workspace.commit('second');
    const after = await read({ GITHUB_SHA: next });
    expect(after.version).toBe(`v1.4.0-1-g${next.slice(0, 12)}`);
    expect(after.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('takes the tags of the module where it has some, by its folder or by tag-prefix', async () => {
    await workspace.git('tag', 'v1.0.0');
    await workspace.git('tag', 'svc/v2.0.0');
    await workspace.git('tag', 'other/v9.0.0');
    expect((await read()).version).toBe('v1.0.0');
    expect((await read({}, { context: 'svc' })).version).toBe('v2.0.0');
    expect((await read({}, { folder: join(workspace.folder, 'svc') })).version).toBe('v2.0.0');
    expect((await read({}, { tagPrefix: 'svc/' })).version).toBe('v2.0.0');
    expect((await read({}, { tagPattern: 'v9.*' })).from).toBe(
      'commit, as no tag is a version by tag-pattern v9.*',
    );
    expect((await read({ GITHUB_REF: 'refs/tags/other/v9.0.0' })).version).toBe('v1.0.0');
  });

  it('a submodule belongs to the commit around it', async () => {
    const inner = await initGit(await makeWorkspace({ Dockerfile: 'FROM scratch' }));
    await inner.commit('inner');
    const add = ['submodule', 'add', '--quiet', inner.folder, 'app'];
    await workspace.git('-c', 'protocol.file.allow=always', ...add);
    const outer = await workspace.commit('second');
    const source = await read({ GITHUB_SHA: outer }, { folder: join(workspace.folder, 'app') });
    expect(source.warning).toBeUndefined();
    expect(source.event.sha).toBe(outer);
    await inner.remove();
  });

  it('a workspace without history costs nothing but the facts', async () => {
    const payload = { head_commit: { id: commit, timestamp: '2026-01-02T03:04:05+01:00' } };
    const event = resolveContext({ GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main' }, payload);
    const context = { event, git: createFakeGit(), trust, workingDirectory: '/w' };
    expect(await readBuiltSource({ context: '.', tagPrefix: '', tagPattern: '' }, context)).toEqual({
      event,
      version: commit.slice(0, 12),
      from: expect.any(String),
      created: '2026-01-02T02:04:05Z',
    });
  });

  it('an event that names an annotated tag is true of the commit that the tag stands for', async () => {
    await workspace.git('tag', '--annotate', 'v1.4.0', '--message', 'release');
    const tag = await workspace.git('rev-parse', 'v1.4.0');
    const source = await read({ GITHUB_SHA: tag, GITHUB_REF: 'refs/tags/v1.4.0' });
    expect(tag).not.toBe(commit);
    expect(source).toMatchObject({ version: 'v1.4.0', event: { ref: 'refs/tags/v1.4.0' } });
    expect(source.warning).toBeUndefined();
  });

  it('a workflow_run without history has no ref and no commit', async () => {
    const event = resolveContext({ GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main' }, {});
    const unknown = { level: 'untrusted', why: 'the event workflow_run', base: [] } as const;
    const context = { event, git: createFakeGit(), trust: unknown, workingDirectory: '/w' };
    expect(await readBuiltSource({ context: '.', tagPrefix: '', tagPattern: '' }, context)).toMatchObject({
      event: { ref: '', sha: '' },
      warning: expect.stringContaining('no commit is known'),
    });
  });

  it.each([
    ['of another commit', { id: other, timestamp: '2026-01-02T03:04:05Z' }],
    ['that is no text', { id: head, timestamp: 5 }],
    ['that is no date', { id: head, timestamp: 'yesterday' }],
  ])('a date %s is not the commit’s', async (_, head_commit) => {
    const event = resolveContext({ GITHUB_SHA: head, GITHUB_REF: 'refs/heads/main' }, { head_commit });
    const context = { event, git: createFakeGit(), trust, workingDirectory: '/w' };
    expect(
      (await readBuiltSource({ context: '.', tagPrefix: '', tagPattern: '' }, context)).created,
    ).toBeUndefined();
  });

  it('a folder that looks like a repository is none', async () => {
    await workspace.write('svc/HEAD', 'ref: refs/heads/evil\n');
    await workspace.write(
      'svc/config',
      '[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch X; false"\n',
    );
    await workspace.write('svc/objects/x', '');
    await workspace.write('svc/refs/x', '');
    await workspace.commit('evil');
    const source = await read({}, { folder: join(workspace.folder, 'svc') });
    expect(source.warning).toContain('no tags of refs/heads/main');
    expect((await workspace.git('status', '--porcelain')).trim()).toBe('');
  });
});
