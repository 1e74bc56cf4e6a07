import { actionNames } from '@fairlead/core';
import { forgeStep, makeWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';

it.each(actionNames)(
  '%s refuses settings that nobody would read: a misspelt input, a file of another name',
  async (action) => {
    const workspace = await makeWorkspace({ '.github/fairlead.yaml': `${action}: {}\n`, 'fairlead.yml': '' });
    const { PATH = '' } = process.env;
    const step = await forgeStep({
      action,
      inputs: { 'dry-rum': 'true', foo: 'of the user' },
      workspace: workspace.folder,
      env: { PATH },
    });
    onTestFinished(async () => {
      await step.dispose();
      await workspace.remove();
    });
    const { exitCode, annotations, outputs } = await step.main();
    expect([exitCode, outputs['outcome']]).toEqual([1, 'failed']);
    const [line = '', ...more] = annotations
      .filter(({ level }) => level === 'error')
      .map(({ message }) => message);
    expect(more).toEqual([]);
    expect(line).toContain(
      '.github/fairlead.yaml: is not read: settings come from .github/fairlead.yml alone',
    );
    expect(line).toMatch(/: fairlead\.yml: is not read/);
    expect(line).toContain('dry-rum: is no input of this action; did you mean dry-run?');
    expect(
      annotations.filter(({ level }) => level === 'warning').map(({ message }) => message),
    ).toContainEqual(`INPUT_FOO: no input of ${action} has this name, so it is not read`);
  },
);
