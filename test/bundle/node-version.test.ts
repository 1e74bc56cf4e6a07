import { readFile } from 'node:fs/promises';
import { actionNames, type Report } from '@fairlead/core';
import { forgeStep } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';

describe('a bundle', () => {
  it.each(actionNames)('%s runs on Node 24, as action.yml says', async (action) => {
    const step = await forgeStep({ action, inputs: { 'working-directory': '../outside' } });
    const { exitCode, outputs } = await step.main();
    expect(exitCode).toBe(1);
    const report = JSON.parse(await readFile(outputs['report'] ?? '', 'utf8')) as Report;
    expect(report.failure?.code).toBe('INPUT_INVALID');
    expect(report.node).toMatch(/^24\./);
    expect(process.versions.node).toMatch(/^24\./);
    expect(await readFile(new URL(`../../actions/${action}/action.yml`, import.meta.url), 'utf8')).toContain(
      'using: node24',
    );
    await step.dispose();
  });
});
