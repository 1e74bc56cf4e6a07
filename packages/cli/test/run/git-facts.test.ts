import { initGit, makeWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { gitOf, readGitFacts } from '../../src/run/git-facts.ts';

/** What is told of a checkout with these tags on its commit, without a branch. */
async function factsWith(tags: readonly string[], change: Readonly<Record<string, string>> = {}) {
  const workspace = await makeWorkspace({ 'a.txt': 'a' });
  onTestFinished(() => workspace.remove());
  const { git, commit } = await initGit(workspace);
  await commit('one');
  for (const tag of tags) await git('tag', tag);
  await git('checkout', '-q', '--detach');
  for (const [path, text] of Object.entries(change)) await workspace.write(path, text);
  const { PATH = '' } = process.env;
  const { ref, changedTag } = await readGitFacts(gitOf(workspace.folder, { PATH }), workspace.folder);
  return { ref, changedTag };
}

it.each([
  [['v1.9.0', 'v1.10.0', 'v1.10.0-rc.1'], 'refs/tags/v1.10.0'],
  [['v1', 'v1.0.0'], 'refs/tags/v1.0.0'],
  [['nightly', 'v1.0.0', 'services/api/v2.0.0'], 'refs/tags/v1.0.0'],
  [['nightly'], 'refs/tags/nightly'],
  [[], ''],
])('of %j on one commit the best version is what is checked out', async (tags, ref) => {
  expect(await factsWith(tags)).toEqual({ ref, changedTag: undefined });
});

it('a tag with changes in tracked files is no tag any more', async () => {
  expect(await factsWith(['v1.0.0'], { 'a.txt': 'b' })).toEqual({ ref: '', changedTag: 'v1.0.0' });
  expect((await factsWith(['v1.0.0'], { 'new.txt': 'b' })).ref).toBe('refs/tags/v1.0.0');
});
