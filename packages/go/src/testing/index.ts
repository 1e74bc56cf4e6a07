export { findAbsentTests, type PackageTests } from './absent-tests.ts';
export { declaredTests } from './declared-tests.ts';
export { type FailurePlace, failureMessage, findFailurePlace } from './failure-place.ts';
export { renderJunit } from './junit.ts';
export { lastOwnLine } from './own-output.ts';
export { parseTestEvent, type TestEvent } from './test-events.ts';
export { TestRecorder } from './test-recorder.ts';
export {
  type BuildFailure,
  countTests,
  failedPackages,
  failedTests,
  findCrash,
  joinTestRuns,
  type PackageOutcome,
  type PackageResult,
  type TestCounts,
  type TestOutcome,
  type TestResult,
  type TestRun,
} from './test-run.ts';
