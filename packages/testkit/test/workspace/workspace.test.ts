import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyWorkspace, initGit, makeWorkspace } from '../../src/index.ts';

test('a repository of its own, whatever git is configured to do on the machine', async () => {
  const workspace = await initGit(await makeWorkspace({ 'a/b.txt': 'one' }));
  const first = await workspace.commit('First');
  await workspace.edit('a/b.txt', 'one', 'two');
  expect(await workspace.commit('Second')).not.toBe(first);
  expect(await workspace.git('log', '--format=%s %an', '--reverse')).toBe(
    'First Ann Example\nSecond Ann Example',
  );
  await expect(workspace.edit('a/b.txt', 'one', 'x')).rejects.toThrow('"one" is there 0 times, not once');
  const copy = await copyWorkspace(join(workspace.folder, 'a'));
  expect(await copy.read('b.txt')).toBe('two');
  await workspace.remove();
  await copy.remove();
  expect(existsSync(workspace.folder)).toBe(false);
});
