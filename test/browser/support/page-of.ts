import { dirname, join } from 'node:path';
import type { Browser } from '@fairlead/devtools';
import type { PhaseResult } from '@fairlead/testkit';
import { expect } from 'vitest';
import { inspectPage } from './inspect.ts';

/** The report that a phase of a bundle wrote. */
export function reportOf({ outputs, log }: PhaseResult): string {
  const report = outputs['report'];
  if (report === undefined) throw new Error(`the step wrote no report: ${log}`);
  return report;
}

/** The page of a phase has nothing wrong with it, and is the page of a run that ended so. */
export async function expectGoodPage(browser: Browser, result: PhaseResult, exitCode: number): Promise<void> {
  expect(result.exitCode, result.log).toBe(exitCode);
  expect(await inspectPage(browser, join(dirname(reportOf(result)), 'report.html'))).toEqual([]);
}
