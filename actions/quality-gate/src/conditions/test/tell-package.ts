import { countOf, type Logger } from '@fairlead/core';
import { findCrash, type PackageResult, type TestRecorder } from '@fairlead/go';

/** Lines of one test or package that are logged, and characters of a whole run; the JUnit file has more. */
const LINES_OF_ONE = 100;
const CHARACTERS_OF_ALL = 1_000_000;

/** Shows a run as it goes on. */
export interface Teller {
  /** One line for a package that ended; the output of what failed at once, so that nobody waits for the end. */
  package(item: PackageResult): void;
  /** A line of the go command itself. */
  line(text: string): void;
}

/** Shows packages as they end, within bounds: thousands of tests may fail. */
export function createTeller(log: Pick<Logger, 'info'>, recorder: TestRecorder): Teller {
  let left = CHARACTERS_OF_ALL;
  const tell = (line: string): void => {
    if (left <= 0) return;
    left -= line.length + 1;
    log.info(left > 0 ? line : '… no more output of tests here; the JUnit file has the rest');
  };
  const tellAll = (lines: readonly string[]): void => {
    const rest = lines.length - LINES_OF_ONE;
    if (rest > 0) tell(`     … ${countOf(rest, 'line')} above`);
    for (const line of lines.slice(-LINES_OF_ONE)) tell(`     ${line}`);
  };
  return {
    line: tell,
    package(item) {
      log.info(describePackage(item, recorder.testsBegun(item.name)));
      if (item.outcome !== 'fail') return;
      const failures = recorder.failuresOf(item.name);
      for (const test of failures) tellAll(test.output);
      if (failures.length === 0 || findCrash(item.output) !== undefined) tellAll(item.output);
    },
  };
}

function describePackage(item: PackageResult, tests: number): string {
  if (item.outcome === 'fail') return `FAIL ${item.name} (${item.seconds.toFixed(2)} s)`;
  if (item.outcome === 'skip' || tests === 0) return `-    ${item.name} (no tests)`;
  return `ok   ${item.name} (${item.cached ? "replayed from Go's cache" : `${item.seconds.toFixed(2)} s`})`;
}
