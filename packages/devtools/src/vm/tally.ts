import { formatDuration } from '@fairlead/core';
import type { BootEnd } from './boot.ts';
import type { Told } from './told.ts';

/** Counts what a machine tells, and says it line by line. */
export interface Tally {
  readonly hear: (told: Told) => void;
  /** Says what was not reached, and counts it as failed. */
  readonly close: (end: BootEnd) => void;
  readonly passed: () => number;
  readonly failed: () => number;
}

/** A tally for one machine. A machine that tells no plan has failed as a whole. */
export function createTally(say: (line: string) => void): Tally {
  let planned: readonly string[] | undefined;
  const ended = new Set<string>();
  let passed = 0;
  let failed = 0;
  return {
    passed: () => passed,
    failed: () => failed,
    hear: (told) => {
      if (told.kind === 'plan') planned = told.steps;
      if (told.kind === 'line') say(`    ${told.text}`);
      if (told.kind === 'start') say(`  … ${told.step}`);
      if (told.kind !== 'passed' && told.kind !== 'failed') return;
      ended.add(told.step);
      const took = formatDuration(told.ms);
      if (told.kind === 'passed') {
        passed++;
        say(`  ✓ ${told.step}: ${told.fact} (${took})`);
        return;
      }
      failed++;
      say(`  ✗ ${told.step} (${took})`);
      for (const reason of told.reasons) say(`      ${reason}`);
    },
    close: (end) => {
      const missing =
        planned === undefined ? ['the machine starts its test'] : planned.filter((step) => !ended.has(step));
      failed += missing.length;
      const why = end === 'off' ? 'the machine went off before' : `the machine ${end}`;
      for (const step of missing) say(`  ✗ ${step}: not reached, ${why}`);
    },
  };
}
