import { writeFile } from 'node:fs/promises';
import { cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '@fairlead/core';
import { checkScenario, type DemoCheck } from './checks.ts';
import { renderDemoPage } from './page.ts';
import { runScenario, type ScenarioResult } from './scenario.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import { renderTable } from './table.ts';

/** Sends the commits, and tells what was measured. Gives the exit code. */
export async function tellStory(scenario: ScenarioOptions, started: number): Promise<number> {
  const { folder, say } = scenario;
  const result = await runScenario(scenario);
  const checks = checkScenario(result);
  for (const line of renderTable(result, checks)) say(line);
  say('');
  say(`report: ${await writePage(result, checks, folder)}`);
  say(`step summaries and reports of each action: ${join(folder, 'reports')}`);
  const elapsed = formatDuration(performance.now() - started);
  const failed = checks.filter((check) => !check.ok).length;
  say(
    failed === 0
      ? `the demo went as it should, in ${elapsed}`
      : `${failed} of ${checks.length} checks failed after ${elapsed}: look for ✗ above`,
  );
  return failed === 0 ? 0 : 1;
}

async function writePage(
  result: ScenarioResult,
  checks: readonly DemoCheck[],
  folder: string,
): Promise<string> {
  const machine = `${platform()} ${release()}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString()}`;
  const page = join(folder, 'report.html');
  await writeFile(page, renderDemoPage(result, checks, machine));
  return page;
}
