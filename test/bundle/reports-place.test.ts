import { forgeStep, makeWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { goEnvironment } from './support/go-workspace.ts';

const SMALL = {
  'go.mod': 'module example.com/m\n\ngo 1.24\n',
  'm_test.go': 'package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n',
};

it.each([
  ['cannot be made', { FAIRLEAD_REPORTS: '/proc/nope' }, 'FAIRLEAD_REPORTS=/proc/nope'],
  ['is a file', { FAIRLEAD_REPORTS: '/etc/passwd' }, 'FAIRLEAD_REPORTS=/etc/passwd'],
  ['is a temporary folder that cannot be made', { RUNNER_TEMP: '/proc/nope' }, 'RUNNER_TEMP=/proc/nope'],
])('a place for reports that %s is told once, and the tests of the gate run', async (_, env, setting) => {
  const workspace = await makeWorkspace(SMALL);
  const step = await forgeStep({
    action: 'quality-gate',
    workspace: workspace.folder,
    inputs: { checks: 'test' },
    env: { ...(await goEnvironment()), ...env },
  });
  onTestFinished(async () => {
    await step.dispose();
    await workspace.remove();
  });
  const { exitCode, outputs, annotations, log } = await step.main();
  expect([exitCode, outputs['outcome']], log).toEqual([0, 'passed']);
  expect(annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(new RegExp(`^${setting}: reports cannot be kept there: .*; they go to `)),
  ]);
});
