import type { ChildProcess } from 'node:child_process';
import { actionNames } from '@fairlead/core';
import { canaryStep, openCanaryWorld } from '@fairlead/devtools';
import { forgeStep } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';

/** What reads the log goes away with its first line. */
function hangUp(_line: string, { stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

it.each(actionNames)('%s, whose log nobody takes, sets its outputs and its exit code', async (action) => {
  const step = await forgeStep({
    action,
    inputs: { 'working-directory': '../outside' },
    wrap: (argv) => ['/bin/sh', '-c', 'exec "$@" > /dev/full 2>&1', 'sh', ...argv],
  });
  onTestFinished(() => step.dispose());
  const main = await step.main();
  expect([main.exitCode, main.log]).toEqual([1, '']);
  expect(main.outputs).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/working-directory|is required/),
  });
  expect(main.summary).toContain('INPUT_INVALID');
});

it('a canary whose log loses its reader goes its way, and post rolls back what was not promoted', async () => {
  const world = await openCanaryWorld();
  onTestFinished(() => world.close());
  const step = await canaryStep(world, {}, hangUp);
  onTestFinished(() => step.dispose());
  const main = await step.main();
  expect([main.exitCode, main.outputs]).toMatchObject([0, { outcome: 'passed', share: '50' }]);
  expect(main.log).not.toContain('step passed');
  const post = await step.post();
  expect(post.exitCode).toBe(1);
  expect(post.summary).toContain('CANARY_NOT_PROMOTED');
  expect(world.names()).toEqual([
    'Deployment orders',
    'HTTPRoute orders',
    'Namespace shop',
    'Service orders',
  ]);
});
