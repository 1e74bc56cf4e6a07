import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openFiles } from '../../src/adapters/open-files.ts';

let top: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  onTestFinished(() => rm(top, { recursive: true }));
});

/** Where a temporary folder really goes, and what is said. */
async function open(env: Readonly<Record<string, string>>, workspace = join(top, 'workspace')) {
  const { files, problem } = await openFiles(env, workspace);
  const made = await files.makeTemporary('here');
  await files.remove(made);
  return { root: dirname(made), problem };
}

test('reports go to the folder that was named, and nothing else is left in it', async () => {
  const named = join(top, 'a/reports');
  const env = { FAIRLEAD_REPORTS: named, RUNNER_TEMP: join(top, 'temp') };
  expect(await open(env)).toEqual({ root: named, problem: undefined });
  expect(await readdir(named)).toEqual([]);
});

test('else below the folder of the runner, and without one below that of the system', async () => {
  expect(await open({ FAIRLEAD_REPORTS: '', RUNNER_TEMP: top })).toEqual({
    root: join(top, 'fairlead'),
    problem: undefined,
  });
  expect((await open({ RUNNER_TEMP: '' })).root).toMatch(new RegExp(`^${tmpdir()}`));
});

test('a place that cannot be made is told with its cause, and the next one taken', async () => {
  const env = { FAIRLEAD_REPORTS: '/proc/nope', RUNNER_TEMP: top };
  const next = join(top, 'fairlead');
  const { root, problem } = await open(env);
  expect([root, problem]).toEqual([
    next,
    `FAIRLEAD_REPORTS=/proc/nope: reports cannot be kept there: ENOENT: no such file or directory, mkdir '/proc/nope'; they go to ${next} (name a folder that this job may write to)`,
  ]);
});

test('each place that is none is told, in one line', async () => {
  const file = join(top, 'file');
  await writeFile(file, '');
  const { root, problem } = await open({ FAIRLEAD_REPORTS: file, RUNNER_TEMP: '/proc/nope' });
  expect(root).toMatch(new RegExp(`^${tmpdir()}`));
  expect(problem).toContain(
    `FAIRLEAD_REPORTS=${file}: reports cannot be kept there: it is a file; RUNNER_TEMP=/proc/nope: `,
  );
  expect(problem).not.toContain('\n');
});

test('a place that a link of the checked-out code leads elsewhere is none', async () => {
  const workspace = join(top, 'workspace');
  await mkdir(workspace);
  await mkdir(join(top, 'elsewhere'));
  await symlink('../elsewhere', join(workspace, 'out'));
  const { root, problem } = await open(
    { FAIRLEAD_REPORTS: join(workspace, 'out/reports'), RUNNER_TEMP: top },
    workspace,
  );
  expect([root, problem]).toEqual([
    join(top, 'fairlead'),
    expect.stringContaining('leads out of the workspace'),
  ]);
  expect(await readdir(join(top, 'elsewhere'))).toEqual([]);
});
