import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { REPOSITORY_ROOT } from '../src/paths.ts';
import { layers } from '../src/test/layers.ts';
import { runLayer } from '../src/test/run-layer.ts';

const unit = layers.find(({ name }) => name === 'unit') as (typeof layers)[number];

/** A project of its own with these test files, run by a real vitest. */
async function runFiles(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-layer-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'test'));
  await symlink(join(REPOSITORY_ROOT, 'node_modules'), join(root, 'node_modules'));
  const project = "{ test: { name: 'unit', include: ['test/*.test.mjs'] } }";
  await writeFile(join(root, 'vitest.config.mjs'), `export default { test: { projects: [${project}] } };\n`);
  const head = "import { it } from 'vitest';\n";
  for (const [name, body] of Object.entries(files))
    await writeFile(join(root, 'test', `${name}.test.mjs`), head + body);
  const lines: string[] = [];
  const result = await runLayer(root, unit, [], (line) => lines.push(line));
  return { ...result, log: lines.join('\n') };
}

it('counts what passed, and names what failed, was skipped, broke outside of a test, or died', async () => {
  const { passed, failed, skipped, log } = await runFiles({
    good: "it('passes', () => {});",
    bad: "it('fails', () => { throw new Error('no') });",
    skips: "it['skip']('is left out', () => {}); it['todo']('comes later');",
    broken: "throw new Error('at import');",
    late: "it('passes', () => { setTimeout(() => { throw new Error('late') }, 1) }); it('waits', () => new Promise((done) => setTimeout(done, 50)));",
    dead: "it('dies', () => process.kill(process.pid, 'SIGKILL'));",
  });
  expect(passed).toBe(3);
  expect([...failed].sort()).toEqual([
    'an error that no test caught',
    'test/bad.test.mjs > fails',
    'test/broken.test.mjs (outside of its tests)',
    'test/dead.test.mjs (ended without a result)',
  ]);
  expect([...skipped].sort()).toEqual([
    'test/skips.test.mjs > comes later',
    'test/skips.test.mjs > is left out',
  ]);
  for (const words of ['✗ test/bad.test.mjs > fails\n    no\n', 'at import', 'late'])
    expect(log).toContain(words);
});

it('is no success when no test was found', async () => {
  expect(await runFiles({})).toMatchObject({ passed: 0, failed: ['no test was found'] });
});

it('is no success when the test runner cannot start', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-layer-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const { failed } = await runLayer(root, unit, [], () => {});
  expect(failed).toEqual(['the test runner ended with exit code 1 before it had a result']);
});
