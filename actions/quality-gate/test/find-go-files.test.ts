import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { expect, it, onTestFinished } from 'vitest';
import { findGoFiles } from '../src/plan/find-go-files.ts';

it('finds what gofmt should see, and does not walk in circles', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-walk-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const files = createNodeFiles(join(root, '.temporary'));
  const paths = [
    'a.go',
    'a_test.go',
    'b/windows.go',
    'nested/go.mod',
    'nested/n.go',
    'vendor/v.go',
    'testdata/t.go',
    'node_modules/x/x.go',
    '_old/o.go',
    '.git/g.go',
    '_skip.go',
    'README.md',
    'dir.go/c.go',
  ];
  for (const path of paths) await files.write(join(root, path), '');
  await symlink('.', join(root, 'circle'));
  await symlink('a.go', join(root, 'linked.go'));
  await symlink('gone.go', join(root, 'dangling.go'));
  await symlink('/etc/hostname', join(root, 'out.go'));
  const out: string[] = [];
  const options = { workspace: root, onLinkOut: (path: string) => void out.push(relative(root, path)) };
  const found = (await findGoFiles(files, root, options)).map((path) => relative(root, path));
  expect(out).toEqual(['out.go']);
  expect(found).toEqual(['a.go', 'a_test.go', 'b/windows.go', 'dir.go/c.go', 'linked.go', 'nested/n.go']);
});
