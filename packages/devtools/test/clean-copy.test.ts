import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyClean, ROOT_FILES } from '../src/release/clean-copy.ts';

const SOURCES = [
  'actions/gate/src/main.ts',
  'actions/gate/src/conditions/test/check.ts',
  'packages/go/src/lib/a.ts',
];
const OTHERS = [
  'actions/gate/test/main.test.ts',
  'actions/gate/dist/index.js',
  'packages/go/lib/a.js',
  'packages/go/a.tsbuildinfo',
];

test('a clean copy has all sources, whatever their folders are called, and nothing that was emitted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-copy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [root, target] = [join(folder, 'root'), join(folder, 'target')];
  for (const path of [...ROOT_FILES, ...SOURCES, ...OTHERS, 'node_modules/x/index.js']) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), '');
  }
  await copyClean(root, target);
  const there = [...SOURCES, ...OTHERS].filter((path) => existsSync(join(target, path)));
  expect(there).toEqual(SOURCES);
});
