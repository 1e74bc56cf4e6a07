import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles, createProcessExec, Redactor } from '@fairlead/core';
import { createGit } from '@fairlead/git';
import { expect, onTestFinished, test } from 'vitest';
import {
  chooseVersion,
  compareVersionTags,
  parseVersionTag,
  readSource,
  stampedVersion,
  type TagRules,
} from '../src/index.ts';

const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };

function run(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', env, stdio: 'pipe' }).trim();
}

/** A repository from words, oldest first: `.` is a commit, `x` a lightweight tag, `x!` an annotated one. */
async function repository(story: string, format = 'sha1'): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'version-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  run(folder, 'init', '-q', `--object-format=${format}`);
  await writeFile(join(folder, 'file'), '');
  run(folder, 'add', '.');
  for (const word of story.split(' ').filter((text) => text !== '')) {
    if (word === '.') run(folder, 'commit', '-q', '--allow-empty', '-m', 'c');
    else if (word.endsWith('!')) run(folder, 'tag', '-a', word.slice(0, -1), '-m', word);
    else run(folder, 'tag', word);
  }
  return folder;
}

async function versionOf(
  root: string,
  folder = '',
  ref = 'refs/heads/main',
  sha?: string,
  rules: TagRules = {},
): Promise<string> {
  const exec = createProcessExec({ env, redactor: new Redactor() });
  const signal = new AbortController().signal;
  const repo = await createGit({ exec, files: createNodeFiles('/tmp'), env, signal }).open(root);
  if (repo.state !== 'ok') throw new Error(repo.reason);
  const source = await readSource(repo, folder, rules);
  if ('reason' in source) throw new Error(source.reason);
  const tag = ref.startsWith('refs/tags/');
  const event = {
    refType: tag ? ('tag' as const) : ('branch' as const),
    refName: ref.replace(/^refs\/(tags|heads)\//, ''),
    sha: sha ?? source.commit,
  };
  return chooseVersion({ given: undefined, event, source, folder, rules }).version.replace(
    source.commit.slice(0, 12),
    'ID',
  );
}

test.each([
  // what the tags are, oldest first             module          version
  ['. v1.4.0', '', 'v1.4.0'],
  ['. v1.4.0!', '', 'v1.4.0'],
  ['. v1.8.0 . . 6.14.1', '', '6.14.1'],
  ['. v1.8.0 . 6.14.0 . 6.14.1 .', '', '6.14.1-1-gID'],
  ['. v4 v4.53.6', '', 'v4.53.6'],
  ['. v4.53.6 . v4', '', 'v4.53.6-1-gID'],
  ['. v4.53.6 . v4.53 v4', '', 'v4.53.6-1-gID'],
  ['. v4!', '', 'ID'],
  ['. 1.2 . 1.3', '', '1.3'],
  ['. v1.22.1-rc1! v1.22.1', '', 'v1.22.1'],
  ['. v1.22.1-rc1 v1.22.1!', '', 'v1.22.1'],
  ['. v1.22.1-rc.2 v1.22.1-rc.10', '', 'v1.22.1-rc.10'],
  ['. v1.9.0 v1.10.0', '', 'v1.10.0'],
  ['. v2.0.0 1.9.0', '', 'v2.0.0'],
  ['. v1.22.1-rc1! v1.22.1 .', '', 'v1.22.1-1-gID'],
  ['. nightly production', '', 'ID'],
  ['. v1.0.0 . nightly', '', 'v1.0.0-1-gID'],
  ['. services/api/v1.4.0 v0.3.0', 'services/api', 'v1.4.0'],
  ['. services/api/v1.4.0 v0.3.0', '', 'v0.3.0'],
  ['. services/api/v1.4.0 . v0.3.0', 'services/api', 'v1.4.0-1-gID'],
  ['. services/api/v1.4.0 v0.3.0', 'services/web', 'v0.3.0'],
  ['. web/v9.9.9', '', 'ID'],
  ['. v0.1.0 . web/v9.9.9 .', '', 'v0.1.0-2-gID'],
  ['. 2026.01.15', '', '2026.01.15'],
  ['. v1.2.3.4', '', 'v1.2.3.4'],
  ['. v1.2.3+meta', '', 'v1.2.3+meta'],
  ['. release-1 v1', '', 'ID'],
  ['. v1.0.0 . v2.x-next .', '', 'v1.0.0-2-gID'],
  ['.', '', 'ID'],
])('tags "%s", module "%s": %s', async (story, folder, version) => {
  expect(await versionOf(await repository(story), folder)).toBe(version);
});

test.each([
  ['. v1.22.1-rc1 v1.22.1', 'v1.22.1-rc1', '', 'v1.22.1-rc1'],
  ['. v4 v4.53.6', 'v4', '', 'v4.53.6'],
  ['. v4.53 v4.53.6', 'v4.53', '', 'v4.53.6'],
  ['. web/v9.9.9 v0.3.0', 'web/v9.9.9', '', 'v0.3.0'],
  ['. web/v9.9.9 v0.3.0', 'web/v9.9.9', 'web', 'v9.9.9'],
  ['. v1.0.0 .', 'v2.0.0', '', 'v2.0.0'],
  ['. v1.0.0', 'nightly', '', 'v1.0.0'],
  ['. v1.0.0', 'web/v9.9.9', '', 'v1.0.0'],
])('tags "%s", run for tag %s, module "%s": %s', async (story, ref, folder, version) => {
  expect(await versionOf(await repository(story), folder, `refs/tags/${ref}`)).toBe(version);
});

test.each<[string, string, TagRules, string]>([
  // what the tags are, oldest first         module  what the user says             version
  ['. api-v1.4.0 v0.3.0', '', { prefix: 'api-' }, 'v1.4.0'],
  ['. api-v1.4.0 . v0.3.0', '', { prefix: 'api-' }, 'v1.4.0-1-gID'],
  ['. api-1.4 .', '', { prefix: 'api-' }, '1.4-1-gID'],
  ['. v0.3.0', '', { prefix: 'api-' }, 'ID'],
  ['. api/v1.4.0 api/v1.3.0 v9.0.0', 'x', { prefix: 'api/' }, 'v1.4.0'],
  ['. x/v1.4.0 api/v1.3.0', 'x', { prefix: 'api/' }, 'v1.3.0'],
  ['. v1.9.0 v2.0.0', '', { pattern: 'v1.*' }, 'v1.9.0'],
  ['. v1.9.0 . v2.0.0 .', '', { pattern: 'v1.*' }, 'v1.9.0-2-gID'],
  ['. build-9 build-10', '', { pattern: 'build-*' }, 'build-10'],
  ['. build-9 . nightly .', '', { pattern: 'build-*' }, 'build-9-2-gID'],
  ['. v3', '', { pattern: 'v?' }, 'v3'],
  ['. v3 v3.1.0', '', { pattern: 'v*' }, 'v3.1.0'],
  ['. web/v2.0.0 v1.0.0', '', { pattern: '*' }, 'v1.0.0'],
  ['. svc/v2.0.0 svc/v3.0.0', 'svc', { pattern: 'v2.*' }, 'v2.0.0'],
  ['. api-v2.0.0 api-v3.0.0', '', { prefix: 'api-', pattern: 'v2.*' }, 'v2.0.0'],
  ['. v1.0.0-rc.1 . v1.0.0+it', '', { pattern: 'v*-rc.?' }, 'v1.0.0-rc.1-1-gID'],
  ["build-1'x", '', { pattern: 'build-*' }, 'ID'],
])('BLD-11 tags "%s", module "%s", by %j: %s', async (story, folder, rules, version) => {
  const root = await repository(story.startsWith('.') ? story : `. ${story}`);
  expect(await versionOf(root, folder, 'refs/heads/main', undefined, rules)).toBe(version);
});

test.each<[string, string, TagRules, string]>([
  ['. v1.0.0 build-7', 'build-7', { pattern: 'build-*' }, 'build-7'],
  ['.', 'build-7', { pattern: 'build-*' }, 'build-7'],
  ['. api-v1.0.0', 'v2.0.0', { prefix: 'api-' }, 'v1.0.0'],
  ['. v1.0.0 v2.0.0', 'v2.0.0', { pattern: 'v1.*' }, 'v1.0.0'],
])('BLD-11 tags "%s", run for tag %s, by %j: %s', async (story, ref, rules, version) => {
  expect(await versionOf(await repository(story), '', `refs/tags/${ref}`, undefined, rules)).toBe(version);
});

test.each([
  [['v1.2.3', 'v1.10.0', 'v1.10.0-rc.1', 'v2.0.0', '9.9.9', 'v1', 'v1.99'], '', 'example.com/x', 'v1.10.0'],
  [['v1.2.3', 'v2.0.0'], '', 'example.com/x/v2', 'v2.0.0'],
  [['svc/v1.4.0', 'v0.3.0'], 'svc', 'example.com/x/svc', 'v1.4.0'],
  [['v0.3.0'], 'svc', 'example.com/x/svc', undefined],
  [['v1.0.0+meta', 'v01.0.0', 'nightly'], '', 'example.com/x', undefined],
  [['v2.0.0'], '', 'gopkg.in/x.v2', 'v2.0.0'],
  [['v1.4.0'], '', 'gopkg.in/x.v1', 'v1.4.0'],
  [['v0.9.0'], '', 'example.com/x', 'v0.9.0'],
])('Go stamps, of tags %j in folder "%s" of %s: %s', (tags, folder, path, version) => {
  expect(stampedVersion(tags, folder, path)).toBe(version);
});

test("the event's tag says nothing about another commit", async () => {
  const root = await repository('. v1.0.0 .');
  expect(await versionOf(root, '', 'refs/tags/v9.9.9', 'f'.repeat(40))).toBe('v1.0.0-1-gID');
});

test('tracked files that differ make it dirty, tagged or not', async () => {
  for (const [story, version] of [
    ['. v1.0.0', 'v1.0.0-dirty'],
    ['.', 'ID-dirty'],
    ['. v1.0.0 .', 'v1.0.0-1-gID-dirty'],
  ]) {
    const root = await repository(story ?? '');
    await writeFile(join(root, 'file'), 'changed');
    expect(await versionOf(root)).toBe(version);
  }
});

test('a repository with ids of 64 digits has versions too', async () => {
  expect(await versionOf(await repository('. v1.0.0 .', 'sha256'))).toBe('v1.0.0-1-gID');
});

test('a shallow clone says what to do', async () => {
  const root = await repository('. v1.0.0 . .');
  const clone = `${root}-clone`;
  onTestFinished(() => rm(clone, { recursive: true, force: true }));
  run(root, 'clone', '-q', '--depth=1', '--no-tags', `file://${root}`, clone);
  const exec = createProcessExec({ env, redactor: new Redactor() });
  const signal = new AbortController().signal;
  const repo = await createGit({ exec, files: createNodeFiles('/tmp'), env, signal }).open(clone);
  const source = repo.state === 'ok' ? await readSource(repo, '') : repo;
  if ('reason' in source) throw new Error(source.reason);
  const event = { refType: 'branch' as const, refName: 'main', sha: source.commit };
  expect(chooseVersion({ given: undefined, event, source, folder: '' })).toMatchObject({
    version: source.commit.slice(0, 12),
    from: 'commit, as a shallow clone has no tags: check out with fetch-depth: 0',
    tagged: false,
  });
});

test('without git the event speaks, for its own module only', () => {
  const of = (refName: string, sha: string, folder = '') =>
    chooseVersion({ given: undefined, event: { refType: 'tag', refName, sha }, source: undefined, folder })
      .version;
  expect(of('v1.0.0', 'a'.repeat(40))).toBe('v1.0.0');
  expect(of('web/v1.0.0', 'a'.repeat(40), 'web')).toBe('v1.0.0');
  expect(of('web/v1.0.0', 'a'.repeat(40))).toBe('a'.repeat(12));
  expect(of('nightly', '')).toBe('devel');
});

test('what is given wins', () => {
  const event = { refType: 'tag' as const, refName: 'v1.0.0', sha: '' };
  expect(chooseVersion({ given: 'mine', event, source: undefined, folder: '' })).toEqual({
    version: 'mine',
    from: 'input',
    tagged: false,
  });
});

test('the order: highest first, a release before its candidates, identifiers as semver has them', () => {
  const tags = [
    '1.0.0-rc.1',
    'v1.0.0-alpha',
    '1.0.0',
    'v1.0.0',
    'v1.0.0-rc.10',
    'v1.0.0-rc.2',
    'v0.9',
    'v1.0.0-rc.1.x',
  ];
  const parsed = tags.flatMap((tag) => parseVersionTag(tag) ?? []);
  expect(parsed.sort(compareVersionTags).map(({ tag }) => tag)).toEqual([
    'v1.0.0',
    '1.0.0',
    'v1.0.0-rc.10',
    'v1.0.0-rc.2',
    'v1.0.0-rc.1.x',
    '1.0.0-rc.1',
    'v1.0.0-alpha',
    'v0.9',
  ]);
});
