import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { goTest } from '../../actions/quality-gate/test/support/samples.ts';

it('TRG-14 QG-11 a release branch runs its own suite and no other; one without a test fails', async () => {
  const workspace = await writeTree({
    'a/unit_test.go': `//go:build !prerelease\n\n${goTest('a', 'TestUnit', 't.Fatal("unit")')}`,
    'a/pre_test.go': `//go:build prerelease\n\n${goTest('a', 'TestPreRelease', '_ = t')}`,
    'a/a.go': 'package a\n',
  });
  const suites =
    'unit: refs=develop\npre-release: refs=release/* tags=prerelease\nempty: refs=main tags=prerelease skip=.';
  const run = (branch: string) =>
    runGate(workspace, { checks: 'test', suites }, { GITHUB_REF: `refs/heads/${branch}` });
  const release = await run('release/1.2');
  expect(release.outputs, release.log).toMatchObject({ outcome: 'passed', 'tests-passed': '1' });
  expect(release.log).toContain('suite: pre-release');
  expect((await run('develop')).outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
  expect((await run('main')).conditions['test']).toMatchObject({ status: 'errored' });
});
