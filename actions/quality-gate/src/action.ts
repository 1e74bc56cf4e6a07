import { relative } from 'node:path';
import { defineAction, type InputProblem } from '@fairlead/core';
import { discoverModules } from '@fairlead/go';
import { checkTestArgs } from './checks/test-command.ts';
import { codes } from './codes.ts';
import type { GateContext, GateInputs } from './gate-context.ts';
import { inputs } from './inputs.ts';
import { outputs } from './outputs.ts';
import { run } from './run.ts';

/** The quality-gate action. */
export const action = defineAction({
  name: 'quality-gate',
  description: 'Checks format, vet, tests and coverage of Go code and gives one verdict with the numbers.',
  branding: { icon: 'check-circle', color: 'green' },
  inputs,
  outputs,
  codes,
  permissions: { contents: 'read, to check out the code' },
  checks: [checkTestFlags, checkCombination, checkFolder],
  run,
  // what could not be checked never passes, so only a plain no is allowed
  tolerates: ({ kind }, { continueOnFail }) =>
    continueOnFail && kind === 'policy' ? 'continue-on-fail' : undefined,
});

function checkTestFlags({ testArgs }: GateInputs): InputProblem[] {
  return checkTestArgs(testArgs).map((problem) => ({
    input: 'test-args',
    problem,
    allowed: 'flags of go test, one a line',
  }));
}

function checkCombination({ checks }: GateInputs): InputProblem[] {
  if (!checks.includes('coverage') || checks.includes('test')) return [];
  const problem = 'has coverage without test, which measures it';
  return [{ input: 'checks', value: checks.join(','), problem, allowed: 'coverage together with test' }];
}

async function checkFolder(_: GateInputs, context: GateContext): Promise<InputProblem[]> {
  const { files, workspace: root, workingDirectory: from } = context;
  const value = relative(root, from) || '.';
  const problem = (text: string, allowed: string): InputProblem[] => [
    { input: 'working-directory', value, problem: text, allowed },
  ];
  if ((await files.stat(from))?.kind !== 'directory')
    return problem('is not a folder', 'a folder below the workspace');
  const tree = await discoverModules(files, { from, root, gowork: 'off' });
  return tree.modules.length > 0
    ? []
    : problem('holds no Go module', 'a folder with a go.mod in it, below it or above it');
}
