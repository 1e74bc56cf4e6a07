import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@fairlead/core';
import { canaryStep, checkScenario, openCanaryWorld, renderDemoPage } from '@fairlead/devtools';
import type { PhaseResult } from '@fairlead/testkit';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { demoStory } from './support/demo-story.ts';
import { inspectPage } from './support/inspect.ts';
import { expectGoodPage, reportOf } from './support/page-of.ts';
import { useBrowser } from './support/use-browser.ts';

const browser = useBrowser();
let passed: PhaseResult;
let rolledBack: PhaseResult;

/** A canary in a world of its own, good to the end or bad from its first measurement on. */
async function runCanary(isGood: boolean): Promise<PhaseResult> {
  const world = await openCanaryWorld();
  try {
    const step = await canaryStep(world, {}, (line) => {
      if (!isGood && line.includes('| canary ')) world.breakCanary();
    });
    return await step.main();
  } finally {
    await world.close();
  }
}

beforeAll(async () => {
  [passed, rolledBack] = await Promise.all([runCanary(true), runCanary(false)]);
});

describe('the page of canary-rollback', () => {
  it('that passed', () => expectGoodPage(browser(), passed, 0));

  it('that was rolled back', () => expectGoodPage(browser(), rolledBack, 1));
});

describe('the page of the demo', () => {
  const read = async (result: PhaseResult): Promise<Report> =>
    JSON.parse(await readFile(reportOf(result), 'utf8'));

  it.each([
    ['of which all went as told', 0],
    ['in which requests were lost', 12],
  ])('%s', async (_, lost) => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-demo-page-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const story = demoStory(await read(passed), await read(rolledBack), lost);
    const checks = checkScenario(story);
    expect(checks.some(({ ok }) => !ok)).toBe(lost > 0);
    const file = join(folder, 'report.html');
    await writeFile(file, renderDemoPage(story, checks, 'linux x64, 2 processors'));
    expect(await inspectPage(browser(), file)).toEqual([]);
  });
});
